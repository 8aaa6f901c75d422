// ONNX Runtime as a peer: see compare.py for the protocol.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import { join } from 'node:path';

const [folder, threads, graph, modules] = process.argv.slice(2);
const ort = createRequire(join(modules, 'node_modules', 'x.js'))('onnxruntime-node');
const session = await ort.InferenceSession.create(join(folder, `${graph}.onnx`), {
    intraOpNumThreads: Number(threads), interOpNumThreads: 1, executionMode: 'sequential', graphOptimizationLevel: 'all', logSeverityLevel: 3,
});
const texts = JSON.parse(readFileSync(join(folder, 'texts.json')));

function pad(batch) {
    const longest = Math.max(...batch.map(t => t.length));
    const ids = new BigInt64Array(batch.length * longest);
    const mask = new Int32Array(batch.length * longest);
    batch.forEach((t, i) => t.forEach((id, j) => { ids[i * longest + j] = BigInt(id); mask[i * longest + j] = 1; }));
    const shape = [batch.length, longest];
    return { ids: new ort.Tensor('int64', ids, shape), mask: new ort.Tensor('int32', mask, shape) };
}

function batches(ordered) {
    const result = [];
    for (let i = 0; i < ordered.length; i += 32)
        result.push(pad(ordered.slice(i, i + 32)));
    return result;
}

async function timed(work) {
    const start = performance.now();
    for (const batch of work)
        await session.run(batch);
    return (performance.now() - start) / 1000;
}

for await (const line of createInterface({ input: process.stdin })) {
    const [command, argument] = line.split(' ');
    if (command === 'sorted') {
        console.log(await timed(batches([...texts].sort((a, b) => a.length - b.length))));
    } else if (command === 'unsorted') {
        console.log(await timed(batches(texts)));
    } else if (command === 'single') {
        const batch = pad([Array(Number(argument)).fill(texts[0][0])]);
        const times = [];
        const end = performance.now() + 700;
        while (performance.now() < end || times.length < 5)
            times.push(await timed([batch]));
        console.log(times.sort((a, b) => a - b)[times.length >> 1]);
    } else if (command === 'check') {
        const { y } = await session.run(pad(texts.slice(0, 1)));
        console.log(...y.data.slice(0, 4));
    }
}
process.exit(0);

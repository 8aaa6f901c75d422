// The npm package of the Rust tokenizers engine as a peer: see compare_tokenizers.py for the protocol.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import { join } from 'node:path';

const [file, textsFile, modules] = process.argv.slice(2);
const { Tokenizer } = createRequire(join(modules, 'node_modules', 'x.js'))('@anush008/tokenizers');
const texts = JSON.parse(readFileSync(textsFile));
const tokenizer = Tokenizer.fromFile(file);
const plain = { addSpecialTokens: false };

async function batches(size) {
    let count = 0;
    for (let i = 0; i < texts.length; i += size) {
        for (const encoding of await tokenizer.encodeBatch(texts.slice(i, i + size), plain))
            count += encoding.getLength();
    }
    return count;
}

async function timed(work) {
    const start = performance.now();
    await work();
    return (performance.now() - start) / 1000;
}

for await (const line of createInterface({ input: process.stdin })) {
    const [command, argument] = line.split(' ');
    if (command === 'batch')
        console.log(await timed(() => batches(Number(argument))));
    else if (command === 'count')
        console.log(await batches(1000));
    else if (command === 'load')
        console.log(await timed(() => Tokenizer.fromFile(file)));
}
process.exit(0);

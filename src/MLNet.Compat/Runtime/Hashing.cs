using System.Numerics;

namespace Microsoft.ML;

/// <summary>32-bit MurmurHash3 (public domain, Austin Appleby), text taken as UTF-8 of single UTF-16 code units.</summary>
internal static class Hashing
{
    public static uint MurmurRound(uint hash, uint chunk)
    {
        chunk = BitOperations.RotateLeft(chunk * 0xCC9E2D51, 15) * 0x1B873593;
        return BitOperations.RotateLeft(hash ^ chunk, 13) * 5 + 0xE6546B64;
    }

    public static uint MixHash(uint hash)
    {
        hash ^= hash >> 16;
        hash *= 0x85ebca6b;
        hash ^= hash >> 13;
        hash *= 0xc2b2ae35;
        return hash ^ (hash >> 16);
    }

    /// <summary>The hash of text with a seed; the length and a final mix end it.</summary>
    public static uint MurmurHash(uint hash, ReadOnlySpan<char> text)
    {
        ulong pending = 0;
        int bits = 0;
        int length = 0;
        foreach (char c in text)
        {
            uint u = c;
            if (u <= 0x7F)
            {
                pending |= (ulong)u << bits;
                bits += 8;
            }
            else if (u <= 0x7FF)
            {
                pending |= (ulong)((u & 0x3F) | ((u << 2) & 0x1F00) | 0xC080) << bits;
                bits += 16;
            }
            else
            {
                pending |= (ulong)((u & 0x3F) | ((u << 2) & 0x3F00) | ((u << 4) & 0x0F0000) | 0xE08080) << bits;
                bits += 24;
            }

            if (bits >= 32)
            {
                hash = MurmurRound(hash, (uint)pending);
                pending >>= 32;
                bits -= 32;
                length += 4;
            }
        }

        if (bits > 0)
        {
            hash = MurmurRound(hash, (uint)pending);
            length += bits / 8;
        }

        return MixHash(MurmurRound(hash, (uint)length));
    }

    /// <summary>
    /// The hash of text with a seed as the hashing transform makes it: like <see cref="MurmurHash"/>, but the bytes of a character
    /// outside ASCII change their order with whatever is pending, and the tail is hashed as MurmurHash3 hashes it.
    /// </summary>
    public static uint MurmurHashV2(uint hash, ReadOnlySpan<char> text)
    {
        ulong pending = 0;
        int bits = 0;
        int length = 0;
        foreach (char c in text)
        {
            uint u = c;
            if (u <= 0x7F)
            {
                pending |= (ulong)u << bits;
                bits += 8;
            }
            else if (u <= 0x7FF)
            {
                pending |= (ulong)((u & 0x3F) | ((u << 2) & 0x1F00) | 0xC080) << bits;
                pending = ((pending & 0xFF) << 8) | (pending >> 8);
                bits += 16;
            }
            else
            {
                pending |= (ulong)((u & 0x3F) | ((u << 2) & 0x3F00) | ((u << 4) & 0x0F0000) | 0xE08080) << bits;
                pending = ((pending & 0xFF) << 16) | (((pending >> 8) & 0xFF) << 8) | (pending >> 16);
                bits += 24;
            }

            if (bits >= 32)
            {
                hash = MurmurRound(hash, (uint)pending);
                pending >>= 32;
                bits -= 32;
                length += 4;
            }
        }

        length += bits / 8;
        uint tail = (uint)pending & ((1u << (8 * (length & 3))) - 1);
        if (tail != 0)
            hash ^= BitOperations.RotateLeft(tail * 0xCC9E2D51, 15) * 0x1B873593;
        return MixHash(hash ^ (uint)length);
    }
}

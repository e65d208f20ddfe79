package dev.lanparty.frame;

import java.util.HexFormat;
import java.util.Locale;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/**
 * An IEEE 802 MAC address, held in the low 48 bits of a {@code long}, first transmitted byte highest, so that it compares
 * and hashes without an object per frame.
 *
 * @param bits 0 to 2^48 - 1
 */
public record MacAddress(long bits) {
    /** The address of every station: ff:ff:ff:ff:ff:ff. */
    public static final MacAddress BROADCAST = new MacAddress(0xffff_ffff_ffffL);

    /** An address in bytes. */
    public static final int LENGTH_BYTES = 6;

    private static final long GROUP_BIT = 1L << 40;
    private static final long LOCAL_BIT = 1L << 41;
    private static final int EXCERPT_CHARACTERS = 40;
    private static final Pattern TEXT = Pattern.compile("[0-9a-f]{2}([:-][0-9a-f]{2}){5}");

    /** Checks the range of the bits. */
    public MacAddress {
        if (bits < 0 || bits > 0xffff_ffff_ffffL) {
            throw new IllegalArgumentException("a MAC address has 48 bits, was 0x" + Long.toHexString(bits));
        }
    }

    /**
     * Reads an address such as {@code 02:00:5e:10:00:01}; hyphens and capitals are accepted.
     *
     * @throws IllegalArgumentException with a sentence if the text is no MAC address
     */
    public static MacAddress parse(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        if (!TEXT.matcher(lower).matches()) {
            throw new IllegalArgumentException("'" + excerpt(text)
                    + "' is not a MAC address: six hexadecimal pairs are needed, as in 02:00:5e:10:00:01");
        }
        return new MacAddress(HexFormat.fromHexDigitsToLong(lower.replaceAll("[:-]", "")));
    }

    /** A stranger may have written it: it must neither fill a log line nor break it. */
    private static String excerpt(String text) {
        String start = text.length() <= EXCERPT_CHARACTERS ? text : text.substring(0, EXCERPT_CHARACTERS) + "...";
        return start.replaceAll("[^\\x20-\\x7e]", "?");
    }

    /** The address in the first 6 of the given bytes. */
    public static MacAddress of(byte[] bytes) {
        if (bytes.length != LENGTH_BYTES) {
            throw new IllegalArgumentException("a MAC address has 6 bytes, was given " + bytes.length);
        }
        long bits = 0;
        for (byte next : bytes) {
            bits = (bits << 8) | (next & 0xff);
        }
        return new MacAddress(bits);
    }

    /** A random unicast address with the locally-administered bit set (IEEE 802, clause 8.4). */
    public static MacAddress randomLocal(RandomGenerator random) {
        return new MacAddress((random.nextLong(1L << 48) & ~GROUP_BIT) | LOCAL_BIT);
    }

    /** Whether the group bit is set: multicast or broadcast. */
    public static boolean isGroup(long bits) {
        return (bits & GROUP_BIT) != 0;
    }

    /** Whether a station may have this address as its own: neither a group address nor all zero. */
    public boolean isUsableUnicast() {
        return bits != 0 && !isGroup(bits);
    }

    /** The 6 bytes in transmission order. */
    public byte[] toBytes() {
        byte[] bytes = new byte[LENGTH_BYTES];
        for (int i = 0; i < LENGTH_BYTES; i++) {
            bytes[i] = (byte) (bits >>> (8 * (LENGTH_BYTES - 1 - i)));
        }
        return bytes;
    }

    /** Lower-case pairs with colons. */
    @Override
    public String toString() {
        return HexFormat.ofDelimiter(":").formatHex(toBytes());
    }
}

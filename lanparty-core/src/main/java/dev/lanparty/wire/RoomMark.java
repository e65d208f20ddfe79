package dev.lanparty.wire;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/**
 * How a connection finds the loop that keeps its room, on a relay that has several: this file is the specification.
 *
 * <p>The first four bits of an endpoint's QUIC source connection id are the mark of its room, those of the relay's ids the
 * number of the loop. So each packet to the relay names its loop in clear, the first one included, and the kernel can give it
 * to that loop's socket: by the source connection id where the header is long (RFC 9000, section 17.2), else by the
 * destination connection id (section 17.3). All other bits of an id are random.
 *
 * <p>Four bits of a hash are what a bystander learns of a room's code.
 */
public final class RoomMark {
    /** How many marks there are, and how many loops can have rooms. */
    public static final int COUNT = 16;
    /** How far the mark is shifted in an id's first byte. */
    public static final int SHIFT = 4;

    private RoomMark() {
    }

    /** The mark of a room: the first four bits of the CRC-32 of its code in capitals. */
    public static int of(String roomCode) {
        CRC32 crc = new CRC32();
        crc.update(roomCode.getBytes(StandardCharsets.US_ASCII));
        return (int) (crc.getValue() >>> (Integer.SIZE - SHIFT));
    }

    /** The loop that keeps the rooms of a mark, 0 for the first of so many. */
    public static int loop(int mark, int loops) {
        return mark % loops;
    }

    /** The first byte of a connection id that bears a mark, or a loop's number. */
    public static byte firstByte(int mark, byte random) {
        return (byte) ((mark << SHIFT) | (random & ((1 << SHIFT) - 1)));
    }
}

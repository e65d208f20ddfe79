package dev.lanparty.frame;

import io.netty.buffer.ByteBuf;

/**
 * The frame a bridge sends in a station's name so that every switch learns the port behind which it now is: a broadcast
 * "reverse request" (RFC 903) from the station's MAC address about itself, which hosts ignore.
 */
public final class RarpAnnouncement {
    /** Padded to the shortest frame of Ethernet, without the frame check sequence. */
    public static final int LENGTH_BYTES = 60;

    private static final int HARDWARE_ETHERNET = 1;
    private static final int REVERSE_REQUEST = 3;

    private RarpAnnouncement() {
    }

    /** Writes the announcement of {@code station} at the buffer's writer index. */
    public static void write(ByteBuf frame, MacAddress station) {
        int start = frame.writerIndex();
        Ethernet.writeHeader(frame, MacAddress.BROADCAST.bits(), station.bits(), EtherType.RARP);
        frame.writeShort(HARDWARE_ETHERNET);
        frame.writeShort(EtherType.IPV4);
        frame.writeByte(MacAddress.LENGTH_BYTES);
        frame.writeByte(4);
        frame.writeShort(REVERSE_REQUEST);
        Ethernet.writeMac(frame, station.bits());
        frame.writeInt(0);
        Ethernet.writeMac(frame, station.bits());
        frame.writeInt(0);
        frame.writeZero(LENGTH_BYTES - (frame.writerIndex() - start));
    }
}

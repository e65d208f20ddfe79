package dev.lanparty.benchmarks;

import dev.lanparty.frame.EtherType;
import dev.lanparty.frame.Ethernet;
import dev.lanparty.wire.TunnelDatagram;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/** Tunnel datagrams as a game sends them: UDP over IPv4 in an Ethernet frame. */
public final class Datagrams {
    private static final int UDP = 17;
    private static final int GAME_PORT = 27_015;

    private Datagrams() {
    }

    /** A datagram in direct memory; its frame has the given length in bytes, 42 or more. */
    public static ByteBuf udp(long destination, long source, int frameBytes) {
        ByteBuf datagram = Unpooled.directBuffer(TunnelDatagram.HEADER_BYTES + frameBytes);
        TunnelDatagram.writeFrameHeader(datagram, 0);
        datagram.writerIndex(TunnelDatagram.HEADER_BYTES);
        Ethernet.writeHeader(datagram, destination, source, EtherType.IPV4);
        int ipBytes = frameBytes - Ethernet.HEADER_BYTES;
        datagram.writeByte(0x45).writeByte(0).writeShort(ipBytes).writeInt(0);
        datagram.writeByte(64).writeByte(UDP).writeShort(0).writeInt(address(source)).writeInt(address(destination));
        datagram.writeShort(GAME_PORT).writeShort(GAME_PORT).writeShort(ipBytes - 20).writeShort(0);
        return datagram.writeZero(TunnelDatagram.HEADER_BYTES + frameBytes - datagram.writerIndex());
    }

    /** Each station has an address of its own, or a room would not let it pass. */
    private static int address(long mac) {
        return 0x0a00_0000 | (int) (mac & 0xff_ffff);
    }
}

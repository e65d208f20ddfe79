package dev.lanparty.wire;

import dev.lanparty.filter.DropReason;
import io.netty.buffer.ByteBuf;

/**
 * A datagram of kind 2, between the two ends of one connection, of which a room never hears: which datagrams arrive. In
 * network byte order, behind the tunnel header:
 *
 * <pre>
 *  byte 4       0 question, 1 answer
 *  bytes 5-8    number of the question
 *  bytes 9-12   in an answer: how many datagrams of full length have arrived over this connection, questions included
 *  then zeros   up to the length that is in question
 * </pre>
 *
 * A question that is longer than this is only counted, and not answered.
 */
public final class PathQuery {
    /** Without padding. */
    public static final int BYTES = 13;

    private static final int ANSWER = 4;
    private static final int NUMBER = 5;
    private static final int RECEIVED = 9;
    private static final byte FIRST_BYTE = TunnelDatagram.VERSION << 4 | TunnelDatagram.KIND_PATH_QUERY;

    private PathQuery() {
    }

    /** Writes a question of a length, {@link #BYTES} or more. */
    public static void writeQuestion(ByteBuf buffer, int number, int lengthBytes) {
        write(buffer, 0, number, 0);
        buffer.writeZero(lengthBytes - BYTES);
    }

    /** Writes an answer. */
    public static void writeAnswer(ByteBuf buffer, int number, int received) {
        write(buffer, 1, number, received);
    }

    private static void write(ByteBuf buffer, int answer, int number, int received) {
        buffer.writeByte(FIRST_BYTE).writeZero(TunnelDatagram.HEADER_BYTES - 1);
        buffer.writeByte(answer).writeInt(number).writeInt(received);
    }

    /** Whether a datagram is one of these; one that is too short for it is left to the room, as {@link DropReason#DATAGRAM_KIND}. */
    public static boolean isOne(ByteBuf datagram) {
        return datagram.readableBytes() >= BYTES && datagram.getByte(datagram.readerIndex()) == FIRST_BYTE;
    }

    /** Whether it is an answer. */
    public static boolean isAnswer(ByteBuf datagram) {
        return datagram.getByte(datagram.readerIndex() + ANSWER) != 0;
    }

    /** The number of the question. */
    public static int number(ByteBuf datagram) {
        return datagram.getInt(datagram.readerIndex() + NUMBER);
    }

    /** How many datagrams of full length the one that answers has received. */
    public static int received(ByteBuf datagram) {
        return datagram.getInt(datagram.readerIndex() + RECEIVED);
    }
}

package dev.lanparty.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.ByteBuffer;

/**
 * A packet that asks whether packets of its length arrive, and the answer, which is the same packet on its way back. To
 * others, the kernel's {@link PortSteering} included, it is a QUIC packet of a version that nobody speaks (RFC 9000, sections 15
 * and 17.2):
 *
 * <pre>
 *  byte 0       0xc0
 *  bytes 1-4    0x1a2a3a4a in a question, 0x2a3a4a5a in an answer
 *  bytes 5-13   length and bytes of the destination connection id, random
 *  bytes 14-22  the same of the source connection id, with the mark of the room
 *  byte 23      0
 *  bytes 24-25  the length of the rest, as a QUIC integer
 *  bytes 26-29  number of the question
 *  then zeros   up to the length that is in question
 * </pre>
 */
final class PathPacket {
    /** Without padding. */
    static final int BYTES = 30;

    private static final byte LONG_HEADER_INITIAL = (byte) 0xc0;
    private static final int QUESTION = 0x1a2a3a4a;
    private static final int ANSWER = 0x2a3a4a5a;
    private static final int TWO_BYTE_LENGTH = 0x4000;
    private static final int ID_BYTES = QuicCodecs.CONNECTION_ID_BYTES;
    private static final int VERSION = 1;
    private static final int DESTINATION = 5;
    private static final int SOURCE = DESTINATION + 1 + ID_BYTES;
    private static final int NUMBER = BYTES - Integer.BYTES;

    private PathPacket() {
    }

    /** A question of a length, {@link #BYTES} or more. */
    static ByteBuf question(ByteBufAllocator allocator, ByteBuffer destinationId, ByteBuffer sourceId, int number,
            int lengthBytes) {
        ByteBuf packet = allocator.directBuffer(lengthBytes);
        packet.writeByte(LONG_HEADER_INITIAL).writeInt(QUESTION);
        packet.writeByte(ID_BYTES).writeBytes(destinationId.duplicate());
        packet.writeByte(ID_BYTES).writeBytes(sourceId.duplicate());
        packet.writeByte(0);
        packet.writeShort(TWO_BYTE_LENGTH | (lengthBytes - packet.writerIndex() - Short.BYTES));
        return packet.writeInt(number).writeZero(lengthBytes - BYTES);
    }

    // HOT PATH
    static boolean isQuestion(ByteBuf packet) {
        return isOne(packet, QUESTION);
    }

    private static boolean isOne(ByteBuf packet, int version) {
        int start = packet.readerIndex();
        return packet.readableBytes() >= BYTES && packet.getByte(start) == LONG_HEADER_INITIAL
                && packet.getInt(start + VERSION) == version;
    }

    /** Makes a question its own answer. */
    static void answer(ByteBuf question) {
        question.setInt(question.readerIndex() + VERSION, ANSWER);
    }

    /** Whether a packet is the answer to a question with these connection ids, which nobody else can know who does not see it. */
    // HOT PATH
    static boolean isAnswer(ByteBuf packet, ByteBuffer destinationId, ByteBuffer sourceId) {
        return isOne(packet, ANSWER) && matches(packet, DESTINATION, destinationId)
                && matches(packet, SOURCE, sourceId);
    }

    private static boolean matches(ByteBuf packet, int offset, ByteBuffer id) {
        int start = packet.readerIndex() + offset;
        return packet.getByte(start) == ID_BYTES && packet.nioBuffer(start + 1, ID_BYTES).equals(id);
    }

    /** The number of the question. */
    static int number(ByteBuf packet) {
        return packet.getInt(packet.readerIndex() + NUMBER);
    }
}

package dev.lanparty.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.lanparty.control.ControlMessage.PeerLeft;
import dev.lanparty.control.ControlMessage.Reject;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ControlFramingTest {
    private final ControlFraming framing = new ControlFraming();
    private final List<ControlMessage> received = new ArrayList<>();

    @Test
    void writesALengthInNetworkByteOrderAndTheBody() {
        ByteBuf stream = Unpooled.buffer();
        PeerLeft message = new PeerLeft(7, "quit");
        ControlFraming.write(message, stream);
        byte[] body = ControlCodec.encode(message);
        assertEquals(body.length, stream.readInt());
        assertEquals(new String(body, StandardCharsets.UTF_8), stream.toString(StandardCharsets.UTF_8));
    }

    @Test
    void readsSeveralMessagesOfOneChunkInOrder() {
        ByteBuf stream = Unpooled.buffer();
        List<ControlMessage> sent = List.of(new PeerLeft(1, "a"), new Reject("version", "b"), new PeerLeft(2, "c"));
        sent.forEach(message -> ControlFraming.write(message, stream));
        framing.read(stream, received::add);
        assertEquals(sent, received);
        assertFalse(stream.isReadable());
    }

    @Test
    void knowsWhetherTheBytesEndWithinAMessage() {
        ByteBuf stream = Unpooled.buffer();
        ControlFraming.write(new PeerLeft(1, "a"), stream);
        assertFalse(framing.isWithinMessage());
        while (stream.isReadable()) {
            framing.read(stream.readSlice(1), received::add);
            assertEquals(stream.isReadable(), framing.isWithinMessage());
        }
        assertEquals(1, received.size());
    }

    @Test
    void readsMessagesHoweverTheirBytesAreCut() {
        long seed = Long.getLong("lanparty.seed", System.nanoTime());
        RandomGenerator random = new SplittableRandom(seed);
        RandomMessages messages = new RandomMessages(random);
        List<ControlMessage> sent = new ArrayList<>();
        ByteBuf stream = Unpooled.buffer();
        for (int count = 0; count < 500; count++) {
            ControlMessage message = messages.next();
            sent.add(message);
            ControlFraming.write(message, stream);
        }
        while (stream.isReadable()) {
            int lengthBytes = Math.min(random.nextInt(random.nextBoolean() ? 3 : 700), stream.readableBytes());
            framing.read(stream.readSlice(lengthBytes), received::add);
        }
        assertEquals(sent, received, () -> "-Dlanparty.seed=" + seed);
    }

    @Test
    void givesAMessageWithItsLastByteAndNotBefore() {
        ByteBuf stream = Unpooled.buffer();
        ControlFraming.write(new PeerLeft(7, "quit"), stream);
        framing.read(stream.readSlice(stream.readableBytes() - 1), received::add);
        assertEquals(List.of(), received);
        framing.read(stream, received::add);
        assertEquals(List.of(new PeerLeft(7, "quit")), received);
    }

    @ParameterizedTest
    @ValueSource(ints = {ControlCodec.MAX_LENGTH_BYTES + 1, Integer.MAX_VALUE, Integer.MIN_VALUE, -1})
    void refusesALengthThatIsTooLongBeforeAnyOfTheBody(int length) {
        MalformedControlException tooLong = assertThrows(MalformedControlException.class,
                () -> framing.read(Unpooled.buffer().writeInt(length), received::add));
        assertEquals("a message of " + Integer.toUnsignedString(length)
                + " bytes is too long, 16384 are allowed (at byte 0)", tooLong.getMessage());
    }

    @Test
    void takesABodyOfTheGreatestLength() {
        byte[] message = ControlCodec.encode(new PeerLeft(7, "quit"));
        ByteBuf stream = Unpooled.buffer().writeInt(ControlCodec.MAX_LENGTH_BYTES).writeBytes(message);
        stream.writeBytes(" ".repeat(ControlCodec.MAX_LENGTH_BYTES - message.length).getBytes(StandardCharsets.UTF_8));
        framing.read(stream, received::add);
        assertEquals(List.of(new PeerLeft(7, "quit")), received);
    }

    @Test
    void refusesABodyOfNoBytes() {
        assertThrows(MalformedControlException.class,
                () -> framing.read(Unpooled.buffer().writeInt(0), received::add));
    }

    @Test
    void readsNothingMoreOfAStreamThatWasMalformed() {
        ByteBuf stream = Unpooled.buffer();
        ControlFraming.write(new PeerLeft(1, "before"), stream);
        stream.writeInt(2).writeBytes(new byte[]{'{', '}'});
        ControlFraming.write(new PeerLeft(2, "in the same chunk"), stream);
        assertThrows(MalformedControlException.class, () -> framing.read(stream, received::add));

        ByteBuf later = Unpooled.buffer();
        ControlFraming.write(new PeerLeft(3, "later"), later);
        framing.read(later, received::add);
        assertEquals(List.of(new PeerLeft(1, "before")), received);
        assertFalse(later.isReadable());
    }

    @Test
    void leavesTheChunkToItsOwner() {
        ByteBuf stream = Unpooled.buffer();
        ControlFraming.write(new PeerLeft(7, "quit"), stream);
        framing.read(stream, received::add);
        assertEquals(1, stream.refCnt());
    }
}

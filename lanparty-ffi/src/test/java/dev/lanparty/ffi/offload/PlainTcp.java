package dev.lanparty.ffi.offload;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lanparty.ffi.offload.Segmenter.Verdict;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Makes TCP frames of the kind that bulk transfers are made of, their checksums right. */
public final class PlainTcp {
    private static final int ACK = 0x10;
    private static final int ACK_PSH = 0x18;

    private PlainTcp() {
    }

    /** The segments of one super-frame, in order. */
    public static List<byte[]> segments(Random random, int payloadBytes, int segmentBytes) {
        return cut(frame(random, payloadBytes).bytes(), segmentBytes);
    }

    /** A frame as long as it takes. */
    static SuperFrame frame(Random random, int payloadBytes) {
        while (true) {
            SuperFrame frame = SuperFrame.random(random, payloadBytes);
            int networkBytes = frame.transport() - frame.network();
            if (frame.tcp() && frame.network() == 14 && networkBytes == (frame.ipv4() ? 20 : 40)) {
                frame.bytes()[frame.transport() + 13] = (byte) (random.nextInt(4) == 0 ? ACK_PSH : ACK);
                ByteBuffer.wrap(frame.bytes()).putShort(frame.transport() + 18, (short) 0);
                // From one to another, never from or to a group.
                frame.bytes()[0] &= ~1;
                frame.bytes()[6] &= ~1;
                sum(frame);
                return frame;
            }
        }
    }

    /** Cuts a super-frame. */
    static List<byte[]> cut(byte[] superFrame, int segmentBytes) {
        Segmenter segmenter = new Segmenter(1500, 1518);
        assertEquals(Verdict.READY,
                segmenter.start(MemorySegment.ofArray(superFrame), 0, superFrame.length, segmentBytes, true));
        List<byte[]> segments = new ArrayList<>();
        MemorySegment place = MemorySegment.ofArray(new byte[2048]);
        while (segmenter.hasNext()) {
            int length = segmenter.next(place, 0);
            segments.add(place.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE));
        }
        return segments;
    }

    /** Makes the checksums right. */
    static void sum(SuperFrame frame) {
        ByteBuffer bytes = ByteBuffer.wrap(frame.bytes());
        if (frame.ipv4()) {
            int networkBytes = frame.transport() - frame.network();
            bytes.putShort(frame.network() + 10, (short) 0);
            bytes.putShort(frame.network() + 10,
                    (short) ~SuperFrame.naiveSum(0, frame.bytes(), frame.network(), networkBytes));
        }
        bytes.putShort(frame.transport() + 16, (short) 0);
        bytes.putShort(frame.transport() + 16, (short) ~SuperFrame.naiveSum(frame.pseudoHeaderSum(), frame.bytes(),
                frame.transport(), frame.bytes().length - frame.transport()));
    }
}

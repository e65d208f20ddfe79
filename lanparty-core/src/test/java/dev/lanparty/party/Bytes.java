package dev.lanparty.party;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/** Frames as texts, which compare by content and can be read when they differ. */
final class Bytes {
    private Bytes() {
    }

    static List<String> texts(List<byte[]> frames) {
        return frames.stream().map(HexFormat.of()::formatHex).toList();
    }

    /** Demands exactly these frames, in this order. */
    static void assertFrames(List<byte[]> actual, byte[]... expected) {
        assertEquals(texts(Arrays.asList(expected)), texts(actual));
    }
}

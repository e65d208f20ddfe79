package dev.lanparty.wire;

import dev.lanparty.frame.Frames;
import java.util.Arrays;

/** Tunnel datagrams for tests, written byte by byte from the format's description rather than by the code under test. */
public final class Datagrams {
    private Datagrams() {
    }

    /** A whole frame in a datagram, as an endpoint sends it. */
    public static byte[] ofFrame(byte[] frame) {
        return Frames.join(Frames.bytes(0x10, 0, 0, 0), frame);
    }

    /** A piece behind a copy of a frame's Ethernet header. */
    public static byte[] fragment(int frameNumber, int index, int count, byte[] ethernetHeader, byte[] piece) {
        return Frames.join(Frames.bytes(0x11, 0, 0, 0, frameNumber >>> 8, frameNumber, index, count), ethernetHeader,
                piece);
    }

    /** One piece of a frame that is cut behind so many bytes of its payload each. */
    public static byte[] pieceOf(byte[] frame, int frameNumber, int index, int pieceBytes) {
        int payloadBytes = frame.length - 14;
        int count = (payloadBytes + pieceBytes - 1) / pieceBytes;
        int from = 14 + index * pieceBytes;
        return fragment(frameNumber, index, count, Arrays.copyOf(frame, 14),
                Arrays.copyOfRange(frame, from, Math.min(frame.length, from + pieceBytes)));
    }
}

package dev.lanparty.relay;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanparty.room.RoomLimits;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whoever begins a connection has to show first that he is where he says: the relay answers with a Retry (RFC 9000, 8.1.2). */
@Timeout(60)
class AddressValidationTest {
    private static final int INITIAL_BYTES = 1_200;
    private static final int LONG_HEADER_INITIAL = 0xc0;
    private static final int LONG_HEADER_RETRY = 0xf0;
    private static final int VERSION_1 = 1;
    private static final int ID_BYTES = 8;
    /** Type, version and the length of the first id. */
    private static final int ID_OFFSET = 6;
    /** Of a length in two bytes (RFC 9000, 16). */
    private static final int TWO_BYTES = 0x4000;
    private static final int MOST_WAITED_MILLIS = 10_000;

    @TempDir
    private Path folder;

    @Test
    void whoeverBeginsIsSentAShortRetryAndNothingOfHimIsKept() throws IOException {
        try (LoopbackRelay relay = LoopbackRelay.start(folder, RoomLimits.DEFAULT, ReceptionTiming.DEFAULT);
                DatagramSocket socket = new DatagramSocket(
                        new InetSocketAddress(InetAddress.ofLiteral("127.0.0.88"), 0))) {
            socket.setSoTimeout(MOST_WAITED_MILLIS);
            // Many more than one address may begin, were they begun.
            for (int number = 0; number < 1_000; number++) {
                assertRetry(number, ask(socket, relay.address(), number));
            }
            assertEquals(0, relay.status().strangers());
            relay.assertPlayersUndisturbed();
        }
    }

    private static byte[] ask(DatagramSocket socket, InetSocketAddress relay, int number) throws IOException {
        byte[] initial = ByteBuffer.allocate(INITIAL_BYTES).put((byte) LONG_HEADER_INITIAL).putInt(VERSION_1)
                .put((byte) ID_BYTES).putLong(-1L - number)
                .put((byte) ID_BYTES).putLong(number)
                // No token, and the rest of the packet, which nobody can read.
                .put((byte) 0).putShort((short) (TWO_BYTES | INITIAL_BYTES - 26)).array();
        socket.send(new DatagramPacket(initial, initial.length, relay));
        DatagramPacket answer = new DatagramPacket(new byte[INITIAL_BYTES], INITIAL_BYTES);
        socket.receive(answer);
        return Arrays.copyOf(answer.getData(), answer.getLength());
    }

    private static void assertRetry(int number, byte[] answer) {
        assertEquals(LONG_HEADER_RETRY, answer[0] & 0xf0);
        assertEquals(VERSION_1, ByteBuffer.wrap(answer).getInt(1));
        assertArrayEquals(ByteBuffer.allocate(ID_BYTES).putLong(number).array(),
                Arrays.copyOfRange(answer, ID_OFFSET, ID_OFFSET + ID_BYTES));
        assertTrue(answer.length < INITIAL_BYTES / 4, () -> answer.length + " bytes");
    }
}

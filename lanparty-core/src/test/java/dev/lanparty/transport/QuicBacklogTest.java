package dev.lanparty.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanparty.frame.Seeds;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** How many datagrams QUIC holds, told by the packets that leave. */
class QuicBacklogTest {
    /** What a packet has around one datagram: short header with a packet number of two bytes, tag, frame header. */
    private static final int AROUND_ONE = 1 + 8 + 2 + 16 + 3;

    private final QuicBacklog backlog = new QuicBacklog();

    @Test
    void aFullPacketCarriesOneLargeDatagram() {
        backlog.taken(1_300);
        backlog.taken(1_300);
        backlog.sent(1_300 + AROUND_ONE);

        assertEquals(1, backlog.count());
    }

    @Test
    void aPacketCarriesAsManySmallDatagramsAsFitIt() {
        for (int i = 0; i < 10; i++) {
            backlog.taken(100);
        }
        backlog.sent(8 * 103 + AROUND_ONE - 3);

        assertEquals(2, backlog.count());
    }

    @Test
    void anAcknowledgementAloneCarriesNone() {
        backlog.taken(64);
        backlog.sent(40);

        assertEquals(1, backlog.count());
    }

    @Test
    void packetsWithoutADatagramBehindThemAreNoMatter() {
        backlog.sent(1_350);

        assertEquals(0, backlog.count());
    }

    @Test
    void whatIsNotBelievedAnyMoreIsForgotten() {
        backlog.taken(100);
        backlog.clear();

        assertEquals(0, backlog.count());
    }

    /** Packed as QUIC packs: in order, as many as fit, sometimes behind an acknowledgement. */
    @Test
    void theCountIsNeverTooHighAndTooLowOnlyByWhatAnAcknowledgementHides() {
        Random random = Seeds.random();
        Deque<Integer> held = new ArrayDeque<>();
        int acknowledgements = 0;
        for (int step = 0; step < 100_000; step++) {
            if (random.nextBoolean()) {
                int length = 18 + random.nextInt(random.nextBoolean() ? 1_283 : 200);
                held.add(length);
                backlog.taken(length);
                continue;
            }
            boolean acknowledges = random.nextInt(4) == 0;
            int packet = 1 + 8 + 1 + random.nextInt(4) + 16 + (acknowledges ? 6 + random.nextInt(10) : 0);
            while (!held.isEmpty() && packet + 3 + held.getFirst() <= 1_350) {
                packet += 3 + held.removeFirst();
            }
            backlog.sent(packet);
            acknowledgements += acknowledges ? 1 : 0;
            assertTrue(backlog.count() <= held.size());
            assertTrue(backlog.count() >= held.size() - acknowledgements);
            if (held.isEmpty()) {
                acknowledgements = 0;
            }
        }
    }
}

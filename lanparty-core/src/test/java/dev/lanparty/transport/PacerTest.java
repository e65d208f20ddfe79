package dev.lanparty.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanparty.frame.Seeds;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How fast a connection sends, on simulated lines: as fast as they carry, with a short queue along the path. */
class PacerTest {
    private static final int SETTLING_SECONDS = 5;
    /** Of ten seconds on an unsteady line one in 26 has a longer ninety-ninth queue by chance. */
    private static final int WATCHED_SECONDS = 120;
    /** What a game beside a download may wait longer for the ninety-ninth of a hundred frames. */
    private static final double SHORT_QUEUE_MILLIS = 20;

    private final PacedLine line = new PacedLine(Seeds.random());

    @ParameterizedTest(name = "{0} Mbit/s, {1} ms one way, {2} % lost, up to {3} ms later")
    @CsvSource({"50, 0, 0, 0", "50, 20, 0, 0", "50, 20, 1, 0", "50, 20, 5, 0", "50, 20, 10, 0", "50, 20, 0, 10",
            "50, 80, 0, 0", "50, 80, 1, 0", "10, 5, 0, 0", "10, 20, 0, 0", "10, 80, 0, 0", "500, 5, 0, 0"})
    void aLineIsFilledAndItsQueueStaysShort(double megabits, long delayMillis, int lostPercent, long jitterMillis) {
        line.megabits(megabits).delayMillis(delayMillis).loss(lostPercent / 100.0).jitterMillis(jitterMillis);
        line.runSeconds(SETTLING_SECONDS).watchFromNow().runSeconds(WATCHED_SECONDS);
        assertTrue(line.deliveredMegabits() > 0.8 * megabits, () -> line.deliveredMegabits() + " Mbit/s");
        assertTrue(line.queueMillis(99) < SHORT_QUEUE_MILLIS, () -> line.queueMillis(99) + " ms of queue");
    }

    @Test
    void theFirstDownloadReachesTheLinesSpeedWithinASecond() {
        line.runSeconds(1).watchFromNow().runSeconds(1);
        assertTrue(line.deliveredMegabits() > 40, () -> line.deliveredMegabits() + " Mbit/s");
    }

    @Test
    void aLineThatBecomesSlowerIsFollowed() {
        line.runSeconds(SETTLING_SECONDS).megabits(10).runSeconds(SETTLING_SECONDS);
        line.watchFromNow().runSeconds(WATCHED_SECONDS);
        assertTrue(line.deliveredMegabits() > 8, () -> line.deliveredMegabits() + " Mbit/s");
        assertTrue(line.queueMillis(99) < SHORT_QUEUE_MILLIS, () -> line.queueMillis(99) + " ms of queue");
    }

    @Test
    void aLineThatBecomesFasterIsFollowed() {
        line.megabits(10).runSeconds(SETTLING_SECONDS).megabits(50).runSeconds(SETTLING_SECONDS);
        line.watchFromNow().runSeconds(WATCHED_SECONDS);
        assertTrue(line.deliveredMegabits() > 40, () -> line.deliveredMegabits() + " Mbit/s");
    }

    @Test
    void aPathThatBecomesLongerIsNotTakenForAQueueForLong() {
        line.runSeconds(SETTLING_SECONDS).delayMillis(80).runSeconds(2 * SETTLING_SECONDS);
        line.watchFromNow().runSeconds(WATCHED_SECONDS);
        assertTrue(line.deliveredMegabits() > 40, () -> line.deliveredMegabits() + " Mbit/s");
        assertTrue(line.queueMillis(99) < SHORT_QUEUE_MILLIS, () -> line.queueMillis(99) + " ms of queue");
    }

    @Test
    void aQueueTooShortToShowIsNotRunOverForLong() {
        line.longestQueueMillis(4).runSeconds(SETTLING_SECONDS).watchFromNow().runSeconds(WATCHED_SECONDS);
        assertTrue(line.deliveredMegabits() > 40, () -> line.deliveredMegabits() + " Mbit/s");
        assertTrue(line.pacer().bytesPerSecond() * Byte.SIZE < 75e6, () -> line.pacer().bytesPerSecond() + " B/s");
    }

    @Test
    void whoSendsLessThanTheLineCarriesIsNeverHeldBack() {
        line.offeredMegabits(16).loss(0.01).runSeconds(SETTLING_SECONDS);
        double before = line.pacer().bytesPerSecond();
        line.watchFromNow().runSeconds(WATCHED_SECONDS);
        assertTrue(line.deliveredMegabits() > 15.5, () -> line.deliveredMegabits() + " Mbit/s");
        assertEquals(before, line.pacer().bytesPerSecond());
    }

    @Test
    void aQueueOfOthersDoesNotSlowDownWhoSendsLittle() {
        Pacer pacer = new Pacer(0);
        double initial = pacer.bytesPerSecond();
        long millis = 0;
        for (; millis < 200; millis += 10) {
            pacer.measured(TimeUnit.MILLISECONDS.toNanos(40), 0, millis, 0, TimeUnit.MILLISECONDS.toNanos(millis));
        }
        for (; millis < 5_000; millis += 10) {
            pacer.sent(1_000, TimeUnit.MILLISECONDS.toNanos(millis));
            pacer.measured(TimeUnit.MILLISECONDS.toNanos(90), 0, millis, 0, TimeUnit.MILLISECONDS.toNanos(millis));
        }
        assertEquals(initial, pacer.bytesPerSecond());
    }

    @Test
    void aPauseIsMadeUpForByTwoMillisecondsOnly() {
        Pacer pacer = new Pacer(0);
        long now = TimeUnit.SECONDS.toNanos(1);
        int bytes = 0;
        for (; pacer.allows(now); bytes += 100) {
            pacer.sent(100, now);
        }
        assertEquals(pacer.bytesPerSecond() / 500, bytes, 100);
        assertTrue(pacer.holdBack(now) > 0);
        assertTrue(pacer.allows(now + pacer.holdBack(now)));
    }

    @Test
    void howeverLongTheQueueBecomesADatagramIsNotTooOldForItsTurn() {
        Pacer pacer = new Pacer(0);
        int sent = 0;
        for (int millis = 0; millis < 20_000; millis += 10) {
            long now = TimeUnit.MILLISECONDS.toNanos(millis);
            for (; pacer.allows(now); sent++) {
                pacer.sent(1_472, now);
            }
            pacer.holdBack(now);
            pacer.measured(TimeUnit.MILLISECONDS.toNanos(10 + millis), 0, sent, 0, now);
        }
        long later = TimeUnit.SECONDS.toNanos(60);
        while (pacer.allows(later)) {
            pacer.sent(1_472, later);
        }

        long waitNanos = pacer.holdBack(later);
        assertTrue(waitNanos < QuicSettings.DEFAULT.queueAge().toNanos(), () -> waitNanos + " ns");
        assertTrue(pacer.bytesPerSecond() < 20e6 / 8, () -> pacer.bytesPerSecond() + " bytes a second");
    }
}

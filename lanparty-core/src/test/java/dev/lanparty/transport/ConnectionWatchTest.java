package dev.lanparty.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanparty.frame.Seeds;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whether a relay knows a connection, as packets and questions find out; a step is the time between two questions. */
class ConnectionWatchTest {
    private static final Duration STEP = Duration.ofNanos(PathWatch.PERIOD_NANOS);

    private final Random random = Seeds.random();
    private ConnectionWatch watch = new ConnectionWatch();
    private boolean relayThere = true;
    private boolean connectionKnown = true;
    private double loss;
    private double packetsPerStep = 5;
    private double due;
    private long sent;
    private long received;
    private int questions;

    private boolean comesBack() {
        return relayThere && random.nextDouble() >= loss && random.nextDouble() >= loss;
    }

    /** Lets a step's time pass; whether the connection is found to be over. */
    private boolean step() {
        for (due += packetsPerStep; due >= 1; due--) {
            sent++;
            if (connectionKnown && comesBack()) {
                received++;
            }
        }
        if (!watch.tick(sent, received)) {
            return false;
        }
        questions++;
        return comesBack() && watch.answered(sent, received);
    }

    private Duration untilOver() {
        for (int i = 1; i <= 100; i++) {
            if (step()) {
                return STEP.multipliedBy(i);
            }
        }
        throw new AssertionError("not noticed");
    }

    private void assertGoesOn(int steps) {
        for (int i = 0; i < steps; i++) {
            assertFalse(step(), "after " + i);
        }
    }

    @Test
    void aRelayThatDoesNotKnowTheConnectionIsNoticedWithinTwoSeconds() {
        assertGoesOn(100);
        connectionKnown = false;
        Duration noticed = untilOver();

        assertTrue(noticed.compareTo(Duration.ofSeconds(2)) <= 0, noticed::toString);
    }

    @Test
    void soIsOneThatWasAwayForAWhile() {
        assertGoesOn(100);
        connectionKnown = false;
        relayThere = false;
        assertGoesOn(20);
        relayThere = true;
        Duration noticed = untilOver();

        assertTrue(noticed.compareTo(Duration.ofMillis(1_500)) <= 0, noticed::toString);
    }

    /** What is sent again by QUIC, less and less often. */
    @Test
    void whoHasLittleToSayNoticesToo() {
        packetsPerStep = 0.7;
        assertGoesOn(100);
        connectionKnown = false;

        assertTrue(untilOver().compareTo(Duration.ofSeconds(5)) <= 0);
    }

    @Test
    void whileAllIsWellNothingIsAsked() {
        assertGoesOn(10_000);

        assertEquals(0, questions);
    }

    /** Acknowledgements have no answer. */
    @Test
    void whoHasNothingToSayAsksNothing() {
        assertGoesOn(1);
        received++;
        sent += ConnectionWatch.UNANSWERED_PACKETS - 1;
        packetsPerStep = 0;
        assertGoesOn(10_000);

        assertEquals(0, questions);
    }

    @Test
    void aSilentPathIsNotTakenForALostConnection() {
        relayThere = false;
        assertGoesOn(10_000);

        assertTrue(questions > 9_000);
    }

    /** It may be, once in 17,000 times, by calculation. */
    @Test
    void lossIsNotTakenForALostConnection() {
        loss = 0.05;
        int alarms = 0;
        for (double packets = 0.2; packets < 10; packets *= 2) {
            packetsPerStep = packets;
            for (int i = 0; i < 100_000; i++) {
                if (step()) {
                    alarms++;
                    watch = new ConnectionWatch();
                }
            }
        }

        assertTrue(alarms <= 1, alarms + " alarms");
    }

    /** What was asked before a packet came says nothing of the silence after it. */
    @Test
    void anAnswerThatComesLateDoesNotCount() {
        long before = 0;
        while (!watch.tick(before, 1)) {
            before++;
        }
        watch.tick(before, 2);
        assertFalse(watch.answered(before, 2));

        long after = before;
        for (int i = 1; i <= ConnectionWatch.ANSWERS; i++) {
            do {
                after += ConnectionWatch.UNANSWERED_MEANWHILE;
            } while (!watch.tick(after, 2));
            assertEquals(i == ConnectionWatch.ANSWERS, watch.answered(after, 2), "after " + i);
        }
    }

    @Test
    void outagesAreNotTakenForALostConnection() {
        loss = 0.05;
        for (int i = 0; i < 1_000; i++) {
            relayThere = !relayThere;
            assertGoesOn(random.nextInt(20));
        }
    }
}

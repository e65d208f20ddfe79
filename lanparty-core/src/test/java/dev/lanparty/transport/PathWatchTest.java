package dev.lanparty.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanparty.frame.Seeds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whether long packets arrive, as two ends of one path find out; a step is the time between two questions. */
class PathWatchTest {
    private static final Duration STEP = Duration.ofNanos(PathWatch.PERIOD_NANOS);

    private final Random random = Seeds.random();
    private final PathWatch near = new PathWatch();
    private final PathWatch far = new PathWatch();
    private final List<Answer> answers = new ArrayList<>();
    private boolean carriesLong = true;
    private boolean carriesShort = true;
    private double loss;
    private int roundTripSteps;
    private int shortAsked;
    private int longAsked;
    private int step;

    private record Answer(int number, int received, int atStep) {
    }

    private boolean arrives(boolean fullLength) {
        return (fullLength ? carriesLong : carriesShort) && random.nextDouble() >= loss;
    }

    private void sendLong() {
        near.longPacketSent();
        if (arrives(true)) {
            far.fullLengthReceived();
        }
    }

    /** Lets the time between two questions pass; whether the path is found narrow. */
    private boolean step() {
        step++;
        PathWatch.Question question = near.tick();
        if (question == PathWatch.Question.FULL_LENGTH_FIRST) {
            longAsked++;
            if (arrives(true)) {
                far.fullLengthReceived();
            }
        }
        if (question != PathWatch.Question.NONE) {
            shortAsked++;
            boolean questionArrives = arrives(false);
            if (questionArrives && arrives(false)) {
                answers.add(new Answer(near.asked(), far.received(), step + roundTripSteps));
            }
        }
        boolean narrow = false;
        for (Answer answer : List.copyOf(answers)) {
            if (answer.atStep <= step) {
                answers.remove(answer);
                narrow |= near.answered(answer.number, answer.received);
            }
        }
        return narrow;
    }

    private int stepsUntilNarrow(int most) {
        for (int i = 1; i <= most; i++) {
            sendLong();
            if (step()) {
                return i;
            }
        }
        return -1;
    }

    @Test
    void aPathThatSwallowsLongPacketsIsNoticedWithinThreeSeconds() {
        assertEquals(-1, stepsUntilNarrow(100));
        carriesLong = false;
        Duration noticed = STEP.multipliedBy(stepsUntilNarrow(100));

        assertTrue(noticed.compareTo(Duration.ofSeconds(3)) <= 0, noticed::toString);
    }

    @Test
    void soIsOneThatNeverCarriedThem() {
        carriesLong = false;

        assertTrue(stepsUntilNarrow(9) > 0);
    }

    @Test
    void soIsOneOfALongRoundTrip() {
        roundTripSteps = 3;
        carriesLong = false;

        assertTrue(stepsUntilNarrow(12) > 0);
    }

    @Test
    void aSingleLongPacketIsReasonEnoughToAskUntilItIsKnown() {
        carriesLong = false;
        sendLong();
        boolean narrow = false;
        for (int i = 0; i < 9; i++) {
            narrow |= step();
        }

        assertTrue(narrow);
    }

    @Test
    void nothingIsAskedWhileNothingLongIsSent() {
        for (int i = 0; i < 100; i++) {
            assertFalse(step());
        }

        assertEquals(0, shortAsked);
    }

    @Test
    void whileFullLengthArrivesThereIsOneShortQuestionASecond() {
        assertEquals(-1, stepsUntilNarrow(300));

        assertEquals(0, longAsked);
        assertEquals(100, shortAsked, 1);
    }

    @Test
    void packetsOfManyShortDatagramsAreLongToo() {
        for (int i = 0; i < 300; i++) {
            // Long on the way, and nothing of full length in it.
            near.longPacketSent();
            assertFalse(step());
        }

        assertTrue(longAsked > 0);
    }

    @Test
    void lossIsNotTakenForANarrowPath() {
        loss = 0.05;
        for (int i = 0; i < 100_000; i++) {
            near.longPacketSent();
            assertFalse(step(), "after " + i);
        }
    }

    @Test
    void silenceIsNotTakenForANarrowPath() {
        carriesLong = false;
        carriesShort = false;

        assertEquals(-1, stepsUntilNarrow(1_000));
    }

    @Test
    void answersToWhatWasNeverAskedOrWasAnsweredSayNothing() {
        for (int i = 0; i < 100; i++) {
            assertFalse(near.answered(i, 0));
        }
        sendLong();
        step();
        step();
        step();
        for (int i = 0; i < 100; i++) {
            assertFalse(near.answered(near.asked(), far.received()));
        }
    }
}

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

/** Whether long packets arrive, as questions find out that go there and back; a step is the time between two of them. */
class PathWatchTest {
    private static final Duration STEP = Duration.ofNanos(PathWatch.PERIOD_NANOS);

    private final Random random = Seeds.random();
    private PathWatch watch = new PathWatch();
    private final List<Answer> answers = new ArrayList<>();
    private boolean carriesLong = true;
    private boolean carriesShort = true;
    private double loss;
    private int roundTripSteps;
    private int questions;
    private int step;

    private record Answer(boolean fullLength, int atStep) {
    }

    private void ask(boolean fullLength) {
        boolean there = random.nextDouble() >= loss;
        boolean andBack = random.nextDouble() >= loss;
        if (there && andBack && (fullLength ? carriesLong : carriesShort)) {
            answers.add(new Answer(fullLength, step + roundTripSteps));
        }
    }

    /** Lets a step's time pass; whether the path is found narrow. */
    private boolean step() {
        step++;
        if (watch.tick()) {
            questions++;
            ask(true);
            ask(false);
        }
        boolean narrow = false;
        for (Answer answer : List.copyOf(answers)) {
            if (answer.atStep <= step) {
                answers.remove(answer);
                if (answer.fullLength) {
                    watch.longAnswered();
                } else {
                    narrow |= watch.shortAnswered();
                }
            }
        }
        return narrow;
    }

    private Duration untilNarrow() {
        for (int i = 1; i <= 100; i++) {
            if (step()) {
                return STEP.multipliedBy(i);
            }
        }
        throw new AssertionError("not noticed");
    }

    private void calm(int steps) {
        for (int i = 0; i < steps; i++) {
            assertFalse(step(), "after " + i);
        }
    }

    @Test
    void aPathThatSwallowsLongPacketsIsNoticedWithinFourSeconds() {
        calm(103);
        carriesLong = false;
        Duration noticed = untilNarrow();

        assertTrue(noticed.compareTo(Duration.ofSeconds(4)) <= 0, noticed::toString);
    }

    @Test
    void soIsOneOfALongRoundTrip() {
        roundTripSteps = 4;
        calm(103);
        carriesLong = false;

        assertTrue(untilNarrow().compareTo(Duration.ofSeconds(5)) <= 0);
    }

    @Test
    void whileAllIsWellOneIsAskedEveryTwoSeconds() {
        calm(800);

        assertEquals(100, questions);
    }

    /** Six long questions lost in a row and none of the short ones: in two days and a quarter once in 2,700 times, by calculation. */
    @Test
    void lossIsNotTakenForANarrowPath() {
        loss = 0.03;
        int alarms = 0;
        for (int i = 0; i < 100_000; i++) {
            if (step()) {
                alarms++;
                watch = new PathWatch();
            }
        }

        assertTrue(alarms <= 1, alarms + " alarms");
    }

    @Test
    void silenceIsNotTakenForANarrowPath() {
        carriesLong = false;
        carriesShort = false;

        calm(1_000);
    }

    @Test
    void aPauseOfThePathIsForgottenWhenItIsOver() {
        for (int i = 0; i < 50; i++) {
            carriesLong = false;
            calm(10);
            carriesLong = true;
            calm(10);
        }
    }
}

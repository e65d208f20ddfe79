package dev.lanparty.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanparty.transport.OwedAcknowledgements.Debt;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class OwedAcknowledgementsTest {
    private final OwedAcknowledgements owed = new OwedAcknowledgements();

    @Test
    void itIsTimeWhenNobodyIsOwedAnything() {
        assertTrue(owed.isTime());
        Debt debt = new Debt();
        owed.add(debt);
        debt.paid();
        assertTrue(owed.isTime());
    }

    @Test
    void whoWasOwedAlreadyWaitsNoLonger() {
        owed.add(new Debt());
        assertFalse(owed.isTime());
        assertTrue(owed.isTime());
    }

    @Test
    void whoIsPaidInBetweenBeginsAnew() {
        Debt debt = new Debt();
        for (int i = 0; i < 10; i++) {
            owed.add(debt);
            assertFalse(owed.isTime());
            debt.paid();
        }
    }

    @Test
    void allArePaidAtOnce() {
        Debt first = new Debt();
        Debt second = new Debt();
        owed.add(first);
        owed.add(second);
        assertFalse(owed.isTime());
        owed.allPaid();
        owed.add(first);
        owed.add(second);
        assertFalse(owed.isTime());
    }

    @Test
    void manyFramesOfOneAreTooMany() {
        Debt debt = new Debt();
        for (int i = 1; i < OwedAcknowledgements.MOST_FRAMES; i++) {
            assertFalse(owed.add(debt));
            assertFalse(owed.add(new Debt()));
        }
        assertTrue(owed.add(debt));
        debt.paid();
        assertFalse(owed.add(debt));
    }

    /** Nobody is owed anything over two times of asking, whatever the others are, and nobody is late who is not. */
    @Test
    void agreesWithAgesThatAreCounted() {
        Random random = new Random(1);
        List<Debt> debts = new ArrayList<>();
        int[] ages = new int[20];
        for (int i = 0; i < ages.length; i++) {
            debts.add(new Debt());
            ages[i] = -1;
        }
        for (int step = 0; step < 100_000; step++) {
            int who = random.nextInt(ages.length);
            switch (random.nextInt(8)) {
                case 0, 1, 2 -> {
                    owed.add(debts.get(who));
                    ages[who] = Math.max(ages[who], 0);
                }
                case 3, 4, 5, 6 -> {
                    debts.get(who).paid();
                    ages[who] = -1;
                }
                default -> {
                    boolean expected = true;
                    boolean late = false;
                    for (int i = 0; i < ages.length; i++) {
                        expected &= ages[i] < 0;
                        late |= ages[i] > 0;
                        ages[i] += ages[i] < 0 ? 0 : 1;
                    }
                    assertEquals(expected || late, owed.isTime(), "step " + step);
                    if (expected || late) {
                        owed.allPaid();
                        Arrays.fill(ages, -1);
                    }
                }
            }
        }
    }
}

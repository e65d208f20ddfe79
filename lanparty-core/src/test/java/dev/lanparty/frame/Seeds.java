package dev.lanparty.frame;

import java.util.Random;

/** Randomness that can be had again: the seed is printed, and {@code -Dlanparty.seed=…} sets it. */
public final class Seeds {
    private Seeds() {
    }

    /** A generator of its own for each caller. */
    public static Random random() {
        long seed = Long.getLong("lanparty.seed", System.nanoTime());
        System.out.println("-Dlanparty.seed=" + seed);
        return new Random(seed);
    }
}

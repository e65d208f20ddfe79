package dev.lanparty.transport;

import java.util.concurrent.TimeUnit;

/**
 * Notices that long packets no longer arrive though short ones do: a path that has become narrower and does not say so.
 * QUIC takes them for lost, one by one, and goes on sending more, until its window is used up. Questions of full length,
 * each with a short one behind it, go there and back outside of the connection, so that no window keeps them waiting: now
 * and then while the long ones are answered, else in short order. Only what short questions find is believed, so that
 * neither loss nor silence is taken for a narrow path. Confined to the loop; it knows no clock but the calls of {@link
 * #tick}.
 */
final class PathWatch {
    /** Between two calls of {@link #tick}. */
    static final long PERIOD_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
    /** Short ones answered in a row, and no long one: at a loss of 5 % each way one in a million times by chance. */
    static final int FRUITLESS_ANSWERS = 6;
    /** While all is well, two seconds. */
    static final int CALM_TICKS = 8;

    private int ticks;
    private int asked;
    private boolean inDoubt;
    private int fruitless;

    /** Whether to ask now, under the number {@link #asked}; called every {@link #PERIOD_NANOS}. */
    boolean tick() {
        ticks++;
        if (!inDoubt && ticks < CALM_TICKS) {
            return false;
        }
        ticks = 0;
        inDoubt = true;
        asked++;
        return true;
    }

    /** The number of the last questions. */
    int asked() {
        return asked;
    }

    /** A question of full length has come back. */
    void longAnswered() {
        inDoubt = false;
        fruitless = 0;
    }

    /**
     * A short question has come back.
     *
     * @return whether the path has become narrower
     */
    boolean shortAnswered() {
        if (inDoubt) {
            fruitless++;
        }
        return fruitless >= FRUITLESS_ANSWERS;
    }
}

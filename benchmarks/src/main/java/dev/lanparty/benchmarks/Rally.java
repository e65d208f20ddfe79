package dev.lanparty.benchmarks;

/**
 * One side sends bursts of frames, the other answers each burst with one frame, and the answer lets the next burst go. What is
 * lost on the way is sent again after a moment, a few times. Each side has a thread of its own, and who waits for the end
 * another; nothing is allocated for a frame.
 */
final class Rally {
    /** Longer than anything waits on the way, a thread that is not run included. */
    private static final long MOMENT_MILLIS = 200;
    private static final int MOST_MOMENTS = 20;

    private final Runnable sendBurst;
    private volatile int burstFrames = 1;
    /** Confined to the side that answers. */
    private int framesOfBurst;
    private int window;
    private int unanswered;

    /**
     * A rally that has not begun.
     *
     * @param sendBurst has {@link #burstFrames} frames sent at once, whichever thread asks
     */
    Rally(Runnable sendBurst) {
        this.sendBurst = sendBurst;
    }

    /** How many frames are sent at once. */
    int burstFrames() {
        return burstFrames;
    }

    /**
     * Sends bursts until all are answered.
     *
     * @param atOnce how many bursts are underway, 1 or more
     * @throws IllegalStateException if frames do not come although they were sent again
     */
    synchronized void play(int bursts, int frames, int atOnce) throws InterruptedException {
        burstFrames = frames;
        window = atOnce;
        unanswered = bursts;
        for (int i = 0; i < atOnce; i++) {
            sendBurst.run();
        }
        int momentsLost = 0;
        while (unanswered > 0) {
            int before = unanswered;
            wait(MOMENT_MILLIS);
            if (unanswered == before) {
                momentsLost++;
                sendAgain(momentsLost);
            }
        }
    }

    private void sendAgain(int momentsLost) {
        if (momentsLost > MOST_MOMENTS) {
            throw new IllegalStateException(
                    unanswered + " bursts of " + burstFrames + " frames were not answered, though "
                            + momentsLost + " times one was sent again after " + MOMENT_MILLIS + " ms");
        }
        System.err.println("a frame was lost: another burst is sent, " + MOMENT_MILLIS + " ms late");
        sendBurst.run();
    }

    /** Whether the frame that has arrived is the last of its burst, and to be answered. */
    boolean isLastOfBurst() {
        framesOfBurst++;
        if (framesOfBurst < burstFrames) {
            return false;
        }
        framesOfBurst = 0;
        return true;
    }

    /** An answer has arrived. */
    synchronized void onAnswer() {
        if (unanswered == 0) {
            // To a burst that was sent again, and had only been late.
            return;
        }
        unanswered--;
        if (unanswered >= window) {
            sendBurst.run();
        } else if (unanswered == 0) {
            notifyAll();
        }
    }
}

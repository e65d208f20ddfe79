package dev.lanparty.launcher.lab;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * What must be undone at the end, last made first. Any thread may close it, also a shutdown hook while another thread is
 * still making things: whatever is begun is waited for and undone, and nothing more can be made.
 */
public final class Cleanup implements AutoCloseable {
    private final Deque<AutoCloseable> owned = new ArrayDeque<>();
    private final CountDownLatch closed = new CountDownLatch(1);

    /**
     * Makes something, and owns it from then on.
     *
     * @param maker quick, since a close waits for it
     * @throws LabException if all is undone already
     */
    public synchronized <T extends AutoCloseable> T own(Supplier<T> maker) {
        if (isClosed()) {
            throw new LabException("told to stop");
        }
        T made = maker.get();
        owned.push(made);
        return made;
    }

    /** Whether undoing has begun. */
    public boolean isClosed() {
        return closed.getCount() == 0;
    }

    /**
     * Gives the beginning of undoing a moment: a signal may end what was being made sooner than it starts the undoing.
     *
     * @return whether undoing has begun; an interrupt ends the waiting and stays set
     */
    public boolean awaitClosed(Duration timeout) {
        try {
            return closed.await(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return isClosed();
        }
    }

    /** Undoes everything; what fails is told on standard error, and the rest goes on. Idempotent. */
    @Override
    public synchronized void close() {
        closed.countDown();
        while (!owned.isEmpty()) {
            try {
                owned.pop().close();
            } catch (Exception e) {
                System.err.println("could not be undone: " + e.getMessage());
            }
        }
    }
}

package dev.lanparty.launcher;

import dev.lanparty.session.SessionEnd;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** A role that does nothing but what a test tells it. */
final class FakeRole implements RoleRunner.Role {
    private final Supplier<String> starter;
    private final CompletableFuture<SessionEnd> ended = new CompletableFuture<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private Supplier<String> status = () -> "well";
    private Supplier<String> totals = () -> "did nothing";

    /** A role that starts with a call. */
    FakeRole(Supplier<String> starter) {
        this.starter = starter;
    }

    /** A role that is over as soon as it has started. */
    static FakeRole endingAtOnce(SessionEnd.Kind kind, String sentence) {
        FakeRole role = new FakeRole(() -> "on port 7");
        role.ended.complete(new SessionEnd(kind, "", sentence));
        return role;
    }

    FakeRole status(Supplier<String> now) {
        status = now;
        return this;
    }

    FakeRole totals(Supplier<String> now) {
        totals = now;
        return this;
    }

    boolean isClosed() {
        return closed.getCount() == 0;
    }

    /** Waits as a role does that waits for an answer: an interrupt ends it. */
    String never() {
        try {
            return closed.await(1, TimeUnit.MINUTES) ? "too late" : "never";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while joining", e);
        }
    }

    @Override
    public String start() {
        return starter.get();
    }

    @Override
    public CompletableFuture<SessionEnd> ended() {
        return ended;
    }

    @Override
    public String status() {
        return status.get();
    }

    @Override
    public String totals() {
        return totals.get();
    }

    @Override
    public void close() {
        closed.countDown();
        ended.complete(new SessionEnd(SessionEnd.Kind.LEFT, "", "closed"));
    }
}

package dev.lanparty.device;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Runs what blocks beside a test: each on a thread of its own, since the common pool may have a single one. */
public final class Background {
    private Background() {
    }

    /** Starts it; the result fails after half a minute. */
    public static <T> CompletableFuture<T> start(Supplier<T> task) {
        return CompletableFuture.supplyAsync(task, work -> Thread.ofPlatform().daemon().start(work)).orTimeout(30,
                TimeUnit.SECONDS);
    }
}

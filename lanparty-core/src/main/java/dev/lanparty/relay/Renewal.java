package dev.lanparty.relay;

import dev.lanparty.identity.IdentityException;
import dev.lanparty.identity.RelayIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches the certificate of a running relay: takes a renewed one when its files change, and warns before it expires. A renewal
 * tool replaces two files, one after the other, by rename or in place; while they do not fit together, or cannot be read, the
 * certificate that is in use goes on, and is replaced when they do.
 *
 * <p>{@link #look} may be called from one thread; {@link #start} makes one that calls it.
 */
public final class Renewal implements AutoCloseable {
    private static final Logger logger = LoggerFactory.getLogger(Renewal.class);
    private static final Duration LOOK_EVERY = Duration.ofSeconds(2);
    private static final Duration WARN_EVERY = Duration.ofDays(1);

    private final @Nullable Pair files;
    private final InstantSource clock;
    private final Consumer<RelayIdentity> renew;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            task -> Thread.ofPlatform().daemon().name("lanparty-certificate").unstarted(task));
    private @Nullable ScheduledFuture<?> looking;
    private RelayIdentity current;
    private List<Stamp> taken;
    private String lastFailure = "";
    private @Nullable Instant warned;

    /** The certificate's and the key's file. */
    private record Pair(Path certificate, Path key) {
    }

    /** What changes when a file is replaced or written; nothing of one that is not there. */
    private record Stamp(@Nullable Object fileKey, long modified, long size) {
        private static Stamp of(Path file) {
            try {
                BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
                return new Stamp(now.fileKey(), now.lastModifiedTime().to(TimeUnit.NANOSECONDS), now.size());
            } catch (IOException notThere) {
                return new Stamp(null, 0, 0);
            }
        }
    }

    private Renewal(@Nullable Pair files, RelayIdentity current, InstantSource clock,
            Consumer<RelayIdentity> renew) {
        this.files = files;
        this.current = current;
        this.clock = clock;
        this.renew = renew;
        taken = List.of();
    }

    /**
     * Watches two files.
     *
     * @param current what was read from them
     * @param renew is given what is read from them later
     */
    public static Renewal of(Path certificate, Path key, RelayIdentity current, InstantSource clock,
            Consumer<RelayIdentity> renew) {
        return new Renewal(new Pair(certificate, key), current, clock, renew);
    }

    /** Warns of the end of a certificate that is not renewed. */
    public static Renewal none(RelayIdentity current, InstantSource clock) {
        return new Renewal(null, current, clock, identity -> {
        });
    }

    /** Looks every 2 s, on a thread of its own. */
    public Renewal start() {
        looking = thread.scheduleWithFixedDelay(this::look, 0, LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
        return this;
    }

    /** Takes what has changed, and warns of what is near, once a day. */
    void look() {
        try {
            if (files != null) {
                look(files);
            }
            warn(clock.instant());
        } catch (RuntimeException unexpected) {
            logger.warn("the certificate cannot be watched: {}", unexpected.toString());
        }
    }

    private void look(Pair pair) {
        List<Stamp> now = List.of(Stamp.of(pair.certificate()), Stamp.of(pair.key()));
        if (now.equals(taken)) {
            return;
        }
        RelayIdentity read;
        try {
            read = RelayIdentity.load(pair.certificate(), pair.key(), clock.instant());
        } catch (IdentityException notYet) {
            String sentence = String.valueOf(notYet.getMessage());
            if (!sentence.equals(lastFailure)) {
                lastFailure = sentence;
                logger.warn("the certificate in use goes on, since its files have changed but cannot be used: {}",
                        sentence);
            }
            return;
        }
        lastFailure = "";
        taken = now;
        if (!read.chain().equals(current.chain())) {
            renew.accept(read);
            logger.info("the certificate was renewed: {} instead of {}, valid until {}{}", read.fingerprint(),
                    current.fingerprint(), read.certificate().getNotAfter().toInstant(),
                    read.keyPin().equals(current.keyPin())
                            ? ""
                            : "; its key is another, so that invites with a pin of the old one are refused");
            current = read;
            warned = null;
        }
    }

    private void warn(Instant now) {
        String warning = current.expiryWarning(now);
        if (warning != null && (warned == null || !now.isBefore(warned.plus(WARN_EVERY)))) {
            warned = now;
            logger.warn("{}", warning);
        }
    }

    /** Watches no more. */
    @Override
    public void close() {
        if (looking != null) {
            looking.cancel(false);
        }
        thread.shutdown();
    }
}

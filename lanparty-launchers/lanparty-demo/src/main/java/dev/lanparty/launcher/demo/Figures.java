package dev.lanparty.launcher.demo;

import java.util.Locale;

/** Figures as a person reads them. */
final class Figures {
    private Figures() {
    }

    static String millis(long micros) {
        return String.format(Locale.ROOT, "%.1f ms", micros / 1e3);
    }

    static String secondsSince(long startNanos) {
        return String.format(Locale.ROOT, "%.1f s", (System.nanoTime() - startNanos) / 1e9);
    }

    static String megabitsPerSecond(long bytes, long micros) {
        return String.format(Locale.ROOT, "%.0f Mbit/s", bytes * 8.0 / Math.max(1, micros));
    }
}

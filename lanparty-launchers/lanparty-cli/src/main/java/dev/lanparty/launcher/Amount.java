package dev.lanparty.launcher;

/** So many of something, in words. */
public final class Amount {
    private Amount() {
    }

    /** As in {@code 1 room} and {@code 2 rooms}. */
    public static String of(int count, String one) {
        return count + " " + one + (count == 1 ? "" : "s");
    }
}

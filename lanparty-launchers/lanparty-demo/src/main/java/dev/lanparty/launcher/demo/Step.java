package dev.lanparty.launcher.demo;

/** One thing that the demo shows. */
interface Step {
    /** What it is called, in a word or two. */
    String title();

    /**
     * Makes it happen.
     *
     * @throws dev.lanparty.launcher.lab.LabException with a sentence if it does not
     */
    Outcome run();

    /**
     * What became of it.
     *
     * @param happened false if this machine lacks what it takes, which {@code text} then names
     * @param text for a person, in one or several lines
     */
    record Outcome(boolean happened, String text) {
        static Outcome done(String text) {
            return new Outcome(true, text);
        }

        static Outcome leftOut(String text) {
            return new Outcome(false, text);
        }
    }
}

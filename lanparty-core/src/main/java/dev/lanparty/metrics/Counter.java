package dev.lanparty.metrics;

import java.util.Locale;

/** What is counted beside the drops, which have a counter for each reason. */
public enum Counter {
    /** Frames taken in: by an endpoint from its device, by the relay from a member. */
    FRAMES_IN("frames taken in"),
    /** Their bytes, without tunnel headers. */
    BYTES_IN("bytes taken in"),
    /** Frames given out: by an endpoint to its device, by the relay to members, each copy of a flood counted. */
    FRAMES_OUT("frames given out"),
    /** Their bytes, without tunnel headers. */
    BYTES_OUT("bytes given out"),
    /** Frames that went to every port but the one they came from. */
    FRAMES_FLOODED("frames flooded"),
    /** Control messages of a type that this side does not know. */
    UNKNOWN_CONTROL("control messages of an unknown type"),
    /** MAC addresses that found no place in the forwarding table. */
    TABLE_FULL("addresses not learned, the table being full"),
    /** Announcements sent to the LAN's switches in the name of remote clients. */
    ANNOUNCEMENTS("announcements to the switch"),
    /** Questions to the LAN whether it has an address that a player began to use. */
    ADDRESS_QUESTIONS("questions whether an address is free"),
    /** Hellos and proofs by an invite that lets nobody in: guesses and mistakes. */
    WRONG_INVITES("wrong invites"),
    /** Hellos that were not looked at, since too many had come before. */
    SENT_AWAY("sent away unheard"),
    /** Packets that would have begun a connection, of which too many are begun. */
    UNANSWERED("attempts to connect not answered");

    private final String sentence;

    Counter(String sentence) {
        this.sentence = sentence;
    }

    /** How it is written, as in {@code frames_in}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What it counts, in a few words. */
    public String sentence() {
        return sentence;
    }
}

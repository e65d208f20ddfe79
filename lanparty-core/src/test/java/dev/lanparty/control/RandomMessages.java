package dev.lanparty.control;

import dev.lanparty.control.ControlMessage.Challenge;
import dev.lanparty.control.ControlMessage.Claim;
import dev.lanparty.control.ControlMessage.Disconnect;
import dev.lanparty.control.ControlMessage.Hello;
import dev.lanparty.control.ControlMessage.Limits;
import dev.lanparty.control.ControlMessage.Peer;
import dev.lanparty.control.ControlMessage.PeerJoined;
import dev.lanparty.control.ControlMessage.PeerLeft;
import dev.lanparty.control.ControlMessage.Proof;
import dev.lanparty.control.ControlMessage.Reject;
import dev.lanparty.control.ControlMessage.Stats;
import dev.lanparty.control.ControlMessage.Waiting;
import dev.lanparty.control.ControlMessage.Welcome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Control messages of every kind that is sent, well-formed but not always valid, from a seeded source. */
final class RandomMessages {
    /** How many kinds there are. */
    static final int KINDS = 10;

    private final RandomGenerator random;

    RandomMessages(RandomGenerator random) {
        this.random = random;
    }

    /** A message of any kind. */
    ControlMessage next() {
        return ofKind(random.nextInt(KINDS));
    }

    /** A message of one kind, 0 to {@link #KINDS} - 1. */
    ControlMessage ofKind(int kind) {
        return switch (kind) {
            case 0 -> new Hello(random.nextInt(), role(), text(), text(), textOrNull(), random.nextInt(), textOrNull(),
                    textOrNull());
            case 1 -> new Welcome(random.nextInt(), random.nextInt(), peers(),
                    new Limits(random.nextInt(), random.nextInt()), textOrNull());
            case 2 -> new Reject(text(), text());
            case 3 -> new PeerJoined(peer());
            case 4 -> new PeerLeft(random.nextInt(), text());
            case 5 -> new Stats(random.nextLong(), random.nextLong(), counters());
            case 6 -> new Disconnect(text(), text());
            case 7 -> new Challenge(text());
            case 8 -> new Proof(text(), textOrNull(), random.nextBoolean() ? new Claim(text(), text()) : null);
            case 9 -> new Waiting(text());
            default -> throw new IllegalArgumentException("there is no kind " + kind);
        };
    }

    private List<Peer> peers() {
        List<Peer> peers = new ArrayList<>();
        for (int left = random.nextInt(10); left > 0; left--) {
            peers.add(peer());
        }
        return peers;
    }

    private Peer peer() {
        return new Peer(random.nextInt(), role(), textOrNull());
    }

    private Role role() {
        return random.nextBoolean() ? Role.CLIENT : Role.GATEWAY;
    }

    private Map<String, Long> counters() {
        Map<String, Long> counters = new HashMap<>();
        for (int left = random.nextInt(10); left > 0; left--) {
            counters.put(text(), random.nextLong());
        }
        return counters;
    }

    private @Nullable String textOrNull() {
        return random.nextBoolean() ? text() : null;
    }

    /** Any UTF-16, lone surrogates among it; ASCII for the most part. */
    private String text() {
        StringBuilder text = new StringBuilder();
        for (int left = random.nextInt(20); left > 0; left--) {
            text.append((char) random.nextInt(random.nextInt(8) == 0 ? Character.MAX_VALUE + 1 : 0x80));
        }
        return text.toString();
    }
}

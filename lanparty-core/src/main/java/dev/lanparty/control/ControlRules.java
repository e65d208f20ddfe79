package dev.lanparty.control;

import dev.lanparty.control.ControlMessage.Hello;
import dev.lanparty.control.ControlMessage.Limits;
import dev.lanparty.control.ControlMessage.Peer;
import dev.lanparty.control.ControlMessage.PeerJoined;
import dev.lanparty.control.ControlMessage.PeerLeft;
import dev.lanparty.control.ControlMessage.Reject;
import dev.lanparty.control.ControlMessage.Stats;
import dev.lanparty.control.ControlMessage.Welcome;
import dev.lanparty.frame.MacAddress;
import dev.lanparty.wire.MtuBudget;
import java.util.Base64;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a control message's fields may hold, for both sides: the relay checks a hello before it lets anyone in, an endpoint
 * its own before it sends it, and each side whatever the other says later. A codec has made sure of the kinds before.
 * Stateless and safe for any number of threads.
 */
public final class ControlRules {
    /** The longest datagram that UDP can carry, and more than QUIC will. */
    public static final int MAX_DATAGRAM_BYTES = 65_535;
    /** The largest id of a peer; the smallest is 1. */
    public static final int MAX_PEER_ID = 65_535;

    private static final Pattern INVITE_ID = Pattern.compile("[0-9a-f]{16}");

    private ControlRules() {
    }

    /**
     * The first rule that a hello breaks.
     *
     * @return the answer to give, or null if the hello is valid
     */
    public static @Nullable Reject validate(Hello hello) {
        if (hello.protocol() != ControlMessage.PROTOCOL_VERSION) {
            return reject(RejectCode.VERSION, "protocol version " + hello.protocol() + " is not spoken here, only "
                    + ControlMessage.PROTOCOL_VERSION + "; use the same release on both sides");
        }
        try {
            RoomCode.normalize(hello.room());
        } catch (IllegalArgumentException wrong) {
            return reject(RejectCode.BAD_ROOM, String.valueOf(wrong.getMessage()));
        }
        String macViolation = macViolation(hello.role(), hello.mac());
        if (macViolation != null) {
            return reject(RejectCode.BAD_MAC, macViolation);
        }
        if (hello.invite() != null && !INVITE_ID.matcher(hello.invite()).matches()) {
            return reject(RejectCode.BAD_HELLO, "an invite's id is 16 digits or letters a to f");
        }
        if (hello.datagramBudget() < MtuBudget.MIN_DATAGRAM_BYTES || hello.datagramBudget() > MAX_DATAGRAM_BYTES) {
            return reject(RejectCode.BAD_BUDGET, "a datagram budget of " + hello.datagramBudget()
                    + " bytes is out of range, " + MtuBudget.MIN_DATAGRAM_BYTES + " to " + MAX_DATAGRAM_BYTES);
        }
        return null;
    }

    /**
     * The first rule that a message of a running session breaks, in a sentence, or null if it is valid. A hello's is the
     * sentence of its reject; a message without rules is always valid.
     */
    public static @Nullable String violation(ControlMessage message) {
        return switch (message) {
            case Hello hello -> {
                Reject reject = validate(hello);
                yield reject == null ? null : reject.sentence();
            }
            case Welcome welcome -> welcomeViolation(welcome);
            case PeerJoined joined -> peerViolation(joined.peer());
            case PeerLeft left -> peerIdViolation(left.peerId());
            case Stats stats -> statsViolation(stats);
            case ControlMessage.Challenge challenge -> bytesViolation("nonce", challenge.nonce(),
                    ControlMessage.Challenge.NONCE_BYTES);
            case ControlMessage.Proof proof -> proofViolation(proof);
            case ControlMessage.Waiting waiting -> null;
            case Reject reject -> null;
            case ControlMessage.Disconnect disconnect -> null;
            case ControlMessage.Unknown unknown -> null;
        };
    }

    private static @Nullable String proofViolation(ControlMessage.Proof proof) {
        String violation = bytesViolation("proof", proof.proof(), ControlMessage.Proof.PROOF_BYTES);
        ControlMessage.Claim claim = proof.claim();
        if (violation != null || claim == null) {
            return violation;
        }
        violation = bytesViolation("gateway's hash", claim.gateway(), ControlMessage.Claim.HASH_BYTES);
        return violation != null
                ? violation
                : bytesViolation("players' hash", claim.client(), ControlMessage.Claim.HASH_BYTES);
    }

    /** The text is not told: it may be a secret, badly copied. */
    private static @Nullable String bytesViolation(String name, String text, int lengthBytes) {
        try {
            if (Base64.getUrlDecoder().decode(text).length == lengthBytes) {
                return null;
            }
        } catch (IllegalArgumentException notBase64) {
            // Said below.
        }
        return "the " + name + " is not " + lengthBytes + " bytes in base64url";
    }

    private static @Nullable String welcomeViolation(Welcome welcome) {
        String violation = peerIdViolation(welcome.peerId());
        if (violation != null) {
            return violation;
        }
        if (welcome.mtu() < MtuBudget.MIN_MTU_BYTES || welcome.mtu() > MtuBudget.MAX_MTU_BYTES) {
            return "an MTU of " + welcome.mtu() + " bytes is out of range, " + MtuBudget.MIN_MTU_BYTES + " to "
                    + MtuBudget.MAX_MTU_BYTES;
        }
        violation = membersViolation(welcome);
        return violation != null ? violation : limitsViolation(welcome.limits());
    }

    private static @Nullable String membersViolation(Welcome welcome) {
        Set<Integer> ids = new HashSet<>(Set.of(welcome.peerId()));
        Set<MacAddress> macs = new HashSet<>();
        boolean gatewaySeen = false;
        for (Peer peer : welcome.members()) {
            String violation = peerViolation(peer);
            if (violation != null) {
                return violation;
            }
            if (!ids.add(peer.id())) {
                return "peer id " + peer.id() + " is given twice";
            }
            if (peer.mac() != null && !macs.add(MacAddress.parse(peer.mac()))) {
                return "MAC address " + peer.mac() + " is given twice";
            }
            if (peer.role() == Role.GATEWAY && gatewaySeen) {
                return "a room has one gateway, not two";
            }
            gatewaySeen |= peer.role() == Role.GATEWAY;
        }
        return null;
    }

    private static @Nullable String limitsViolation(Limits limits) {
        if (limits.framesPerSecond() < 1) {
            return "a limit of " + limits.framesPerSecond() + " frames a second lets nothing pass";
        }
        if (limits.floodedFramesPerSecond() < 1) {
            return "a limit of " + limits.floodedFramesPerSecond() + " flooded frames a second lets nothing pass";
        }
        return null;
    }

    private static @Nullable String statsViolation(Stats stats) {
        if (stats.sequence() < 0) {
            return "a sequence of " + stats.sequence() + " is out of range, it counts up from 0";
        }
        if (stats.echo() < -1) {
            return "an echo of " + stats.echo() + " is out of range, the smallest is -1";
        }
        for (Map.Entry<String, Long> counter : stats.counters().entrySet()) {
            if (counter.getValue() < 0) {
                return "counter '" + Printable.of(counter.getKey(), Printable.NAME) + "' has gone below 0";
            }
        }
        return null;
    }

    private static @Nullable String peerViolation(Peer peer) {
        String violation = peerIdViolation(peer.id());
        return violation != null ? violation : macViolation(peer.role(), peer.mac());
    }

    private static @Nullable String peerIdViolation(int id) {
        return id >= 1 && id <= MAX_PEER_ID ? null : "peer id " + id + " is out of range, 1 to " + MAX_PEER_ID;
    }

    /** A client has one MAC address, which a station may have; a gateway has none, it carries those of many. */
    private static @Nullable String macViolation(Role role, @Nullable String mac) {
        if (role == Role.GATEWAY) {
            return mac == null ? null : "a gateway has no MAC address of its own";
        }
        if (mac == null) {
            return "a client needs a MAC address";
        }
        MacAddress address;
        try {
            address = MacAddress.parse(mac);
        } catch (IllegalArgumentException notOne) {
            return "'" + Printable.of(mac, Printable.NAME) + "' is not a MAC address";
        }
        return address.isUsableUnicast() ? null : address + " is the MAC address of no single station";
    }

    private static Reject reject(RejectCode code, String sentence) {
        return new Reject(code.label(), sentence);
    }
}

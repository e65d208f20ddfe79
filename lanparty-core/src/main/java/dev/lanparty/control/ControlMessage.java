package dev.lanparty.control;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A message of the control stream, protocol version 1: this file is the protocol's specification.
 *
 * <p>Each travels as a 32-bit length in network byte order and that many bytes of UTF-8 JSON, an object whose
 * {@code type} names the record in snake case. Fields a side does not know are ignored. An endpoint says {@link Hello}
 * first and once; the relay answers {@link Welcome} or {@link Reject}, before which it may ask for a proof by {@link
 * Challenge}, which {@link Proof} answers, and let the endpoint wait for the organiser by {@link Waiting}; then it tells
 * of {@link PeerJoined} and {@link PeerLeft}. Both sides send {@link Stats} every few seconds, which also keeps the
 * connection alive. {@link Disconnect} is the last message of either side.
 *
 * <p>Words for a person that come from the other side are made safe for a log and a terminal by the records themselves:
 * what does not print is replaced, what is too long is cut. All else that a message must keep is in {@link ControlRules}.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type", visible = true, defaultImpl = ControlMessage.Unknown.class)
@JsonSubTypes({@JsonSubTypes.Type(value = ControlMessage.Hello.class, name = "hello"),
        @JsonSubTypes.Type(value = ControlMessage.Challenge.class, name = "challenge"),
        @JsonSubTypes.Type(value = ControlMessage.Proof.class, name = "proof"),
        @JsonSubTypes.Type(value = ControlMessage.Waiting.class, name = "waiting"),
        @JsonSubTypes.Type(value = ControlMessage.Welcome.class, name = "welcome"),
        @JsonSubTypes.Type(value = ControlMessage.Reject.class, name = "reject"),
        @JsonSubTypes.Type(value = ControlMessage.PeerJoined.class, name = "peer_joined"),
        @JsonSubTypes.Type(value = ControlMessage.PeerLeft.class, name = "peer_left"),
        @JsonSubTypes.Type(value = ControlMessage.Stats.class, name = "stats"),
        @JsonSubTypes.Type(value = ControlMessage.Disconnect.class, name = "disconnect")})
@JsonInclude(JsonInclude.Include.NON_NULL)
public sealed interface ControlMessage {
    /** The version of the control protocol and of the tunnel datagram. */
    int PROTOCOL_VERSION = 1;

    /**
     * An endpoint asks to join a room.
     *
     * @param protocol {@link #PROTOCOL_VERSION}
     * @param role what the endpoint is
     * @param room the {@link RoomCode}
     * @param software name and version, for the relay's log; at most 64 characters are kept
     * @param mac a client's own unicast MAC address in text; none for a gateway
     * @param datagramBudget the longest QUIC DATAGRAM in bytes that the endpoint can send, 774 to 65535
     * @param invite the id of the invite that the endpoint comes by and can prove, or none; see {@code dev.lanparty.secret}
     * @param resumeToken what the last welcome gave, to come back as the same peer, or none
     */
    record Hello(int protocol, Role role, String room, String software, @Nullable String mac,
            @JsonProperty("datagram_budget") int datagramBudget,
            @Nullable String invite,
            @JsonProperty("resume_token") @Nullable String resumeToken) implements ControlMessage {
        public Hello {
            software = Printable.of(software, Printable.NAME);
        }

        /** The resume token is a secret: for a log, it is left out, and what names an invite too. */
        @Override
        public String toString() {
            return "Hello[protocol=" + protocol + ", role=" + role + ", room=" + room + ", software=" + software
                    + ", mac=" + mac + ", datagramBudget=" + datagramBudget + "]";
        }
    }

    /**
     * The relay asks the endpoint to prove the invite that its hello named.
     *
     * @param nonce {@link #NONCE_BYTES} random bytes in base64url, used once
     */
    record Challenge(String nonce) implements ControlMessage {
        /** How many bytes a nonce has. */
        public static final int NONCE_BYTES = 32;
    }

    /**
     * The endpoint answers a challenge.
     *
     * @param proof {@link #PROOF_BYTES} bytes in base64url, as {@code dev.lanparty.secret.Proof} makes them
     * @param name what the player is to be called in the room, or none; at most 32 characters are kept
     * @param claim of a gateway that would have the room as its own, where a relay has no such room and lets it be made; or none
     */
    record Proof(String proof, @Nullable String name, @Nullable Claim claim) implements ControlMessage {
        /** How many bytes a proof has. */
        public static final int PROOF_BYTES = 32;
        private static final int MAX_NAME_CHARACTERS = 32;

        public Proof {
            name = name == null ? null : Printable.of(name, MAX_NAME_CHARACTERS);
        }

        /** For a log, without what proves. */
        @Override
        public String toString() {
            return "Proof[name=" + name + "]";
        }
    }

    /**
     * By what the members of a room that is to be made will be known.
     *
     * @param gateway the hash of the gateway's token in base64url
     * @param client the hash of the players' token in base64url
     */
    record Claim(String gateway, String client) {
        /** How many bytes a hash has. */
        public static final int HASH_BYTES = 32;
    }

    /**
     * The relay lets the endpoint wait for somebody's decision, and says so again and again.
     *
     * @param sentence for whom, in words for a person
     */
    record Waiting(String sentence) implements ControlMessage {
        public Waiting {
            sentence = Printable.of(sentence, Printable.SENTENCE);
        }
    }

    /**
     * The relay lets the endpoint in.
     *
     * @param peerId the endpoint's id in the room, 1 to 65535
     * @param mtu the room's effective MTU in bytes, 576 to 1500, stable for the room's life
     * @param members who is in the room already, the endpoint itself left out
     * @param limits what the relay lets one member send
     * @param resumeToken for a later {@link Hello}, or none
     */
    record Welcome(@JsonProperty("peer_id") int peerId, int mtu, List<Peer> members, Limits limits,
            @JsonProperty("resume_token") @Nullable String resumeToken) implements ControlMessage {
        public Welcome {
            members = List.copyOf(members);
        }

        /** The token is a secret: for a log, it is left out. */
        @Override
        public String toString() {
            return "Welcome[peerId=" + peerId + ", mtu=" + mtu + ", members=" + members + ", limits=" + limits + "]";
        }
    }

    /**
     * The relay does not let the endpoint in, and closes the connection.
     *
     * @param code a {@link RejectCode} label
     * @param sentence the reason in words for a person
     */
    record Reject(String code, String sentence) implements ControlMessage {
        public Reject {
            code = Printable.of(code, Printable.NAME);
            sentence = Printable.of(sentence, Printable.SENTENCE);
        }
    }

    /** Another member has joined. */
    record PeerJoined(Peer peer) implements ControlMessage {
    }

    /**
     * Another member has left.
     *
     * @param peerId its id
     * @param reason in words for a person
     */
    record PeerLeft(@JsonProperty("peer_id") int peerId, String reason) implements ControlMessage {
        public PeerLeft {
            reason = Printable.of(reason, Printable.SENTENCE);
        }
    }

    /**
     * What the sender has counted, by counter label; also the keep-alive.
     *
     * @param sequence counts up by one from 0 in each direction
     * @param echo the highest sequence received from the other side, -1 before the first
     * @param counters totals since the start, by label
     */
    record Stats(long sequence, long echo, Map<String, Long> counters) implements ControlMessage {
        public Stats {
            counters = Map.copyOf(counters);
        }
    }

    /**
     * The sender closes the connection.
     *
     * @param code a {@link DisconnectCode} label
     * @param sentence the reason in words for a person
     */
    record Disconnect(String code, String sentence) implements ControlMessage {
        public Disconnect {
            code = Printable.of(code, Printable.NAME);
            sentence = Printable.of(sentence, Printable.SENTENCE);
        }
    }

    /**
     * A well-formed message of a type that this side does not know; never sent. An error before the welcome; after it,
     * ignored and counted.
     *
     * @param type what the other side calls it
     */
    record Unknown(String type) implements ControlMessage {
        public Unknown {
            type = Printable.of(type, Printable.NAME);
        }
    }

    /**
     * A member of a room as others see it.
     *
     * @param id 1 to 65535
     * @param role what it is
     * @param mac a client's MAC address in text; none for a gateway
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Peer(int id, Role role, @Nullable String mac) {
    }

    /**
     * What one member may send.
     *
     * @param framesPerSecond all frames
     * @param floodedFramesPerSecond those that go to every port: broadcast, multicast, and a gateway's unicast to an
     *            address that the room does not know
     */
    record Limits(@JsonProperty("frames_per_second") int framesPerSecond,
            @JsonProperty("flooded_frames_per_second") int floodedFramesPerSecond) {
    }
}

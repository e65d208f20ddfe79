package dev.lanparty.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.lanparty.admission.Ban;
import dev.lanparty.admission.ClaimedRoom;
import dev.lanparty.admission.RoomEntry;
import dev.lanparty.admission.Ticket;
import dev.lanparty.control.Role;
import dev.lanparty.frame.MacAddress;
import dev.lanparty.secret.TokenHash;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A room as JSON; the records here are the format. Stateless. */
final class RoomJson {
    private static final int FORMAT = 1;
    private static final JsonMapper JSON = JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS, DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES,
                    DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(SerializationFeature.INDENT_OUTPUT).build();

    private RoomJson() {
    }

    /** A file. */
    private record Saved(int format, String room, boolean approve, List<SavedInvite> invites, List<String> replaced,
            List<SavedBan> bans, List<String> accepted) {
    }

    /** The file of a claimed room; when it was used last, in seconds since 1970. */
    private record SavedClaim(long used, Saved room) {
    }

    /** An invite: the hash of its token, as in {@link TokenHash#text}; when it expires, in seconds since 1970, or null. */
    private record SavedInvite(String hash, Role role, @Nullable String name, @Nullable Long expires) {
    }

    /** A ban; until when, in seconds since 1970, or null for ever. */
    private record SavedBan(String who, @Nullable String mac, @Nullable String host, @Nullable Long until) {
    }

    static byte[] write(RoomEntry room) {
        return json(saved(room));
    }

    static byte[] write(ClaimedRoom claimed) {
        return json(new SavedClaim(claimed.usedEpochSeconds(), saved(claimed.room())));
    }

    private static byte[] json(Object saved) {
        try {
            return JSON.writeValueAsBytes(saved);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("a record of texts and numbers is always JSON", impossible);
        }
    }

    private static Saved saved(RoomEntry room) {
        return new Saved(FORMAT, room.code(), room.approve(),
                room.tickets().stream().map(ticket -> new SavedInvite(ticket.hash().text(), ticket.role(),
                        ticket.name(), orNull(ticket.expiresEpochSeconds()))).toList(),
                room.replaced(),
                room.bans().stream().map(ban -> new SavedBan(ban.who(), ban.mac() == null ? null : ban.mac().toString(),
                        ban.host(), orNull(ban.untilEpochSeconds()))).toList(),
                room.accepted().stream().map(MacAddress::toString).toList());
    }

    /**
     * Reads what {@link #write(RoomEntry)} wrote.
     *
     * @throws IllegalArgumentException with a reason if the bytes are anything else
     */
    static RoomEntry read(byte[] bytes) {
        return room(read(bytes, Saved.class));
    }

    /**
     * Reads what {@link #write(ClaimedRoom)} wrote.
     *
     * @throws IllegalArgumentException as above
     */
    static ClaimedRoom readClaimed(byte[] bytes) {
        SavedClaim saved = read(bytes, SavedClaim.class);
        return new ClaimedRoom(room(saved == null ? null : saved.room()), saved == null ? 0 : saved.used());
    }

    private static <T> @Nullable T read(byte[] bytes, Class<T> type) {
        try {
            return JSON.readValue(bytes, type);
        } catch (IOException notJson) {
            throw new IllegalArgumentException(
                    bytes.length == 0 ? "it is empty" : "it is not the JSON of a room, or cut",
                    notJson);
        }
    }

    private static RoomEntry room(@Nullable Saved saved) {
        if (saved == null || saved.format() != FORMAT) {
            throw new IllegalArgumentException("it is of another release's format");
        }
        try {
            return new RoomEntry(saved.room(), saved.approve(),
                    saved.invites().stream().map(invite -> new Ticket(TokenHash.parse(invite.hash()), invite.role(),
                            invite.name(), orNever(invite.expires()))).toList(),
                    saved.replaced(),
                    saved.bans().stream()
                            .map(ban -> new Ban(ban.who(), ban.mac() == null ? null : MacAddress.parse(ban.mac()),
                                    ban.host(), orNever(ban.until())))
                            .toList(),
                    saved.accepted().stream().map(MacAddress::parse).toList());
        } catch (NullPointerException | IllegalArgumentException wrong) {
            throw new IllegalArgumentException("a part of it is missing or wrong", wrong);
        }
    }

    private static @Nullable Long orNull(long epochSeconds) {
        return epochSeconds == Ticket.NEVER ? null : epochSeconds;
    }

    private static long orNever(@Nullable Long epochSeconds) {
        return epochSeconds == null ? Ticket.NEVER : epochSeconds;
    }
}

package dev.lanparty.secret;

import dev.lanparty.control.Role;
import dev.lanparty.control.RoomCode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * All that somebody needs to join a room, in one line to paste: this file is the specification.
 *
 * <pre>
 * lanparty://HOST:PORT/ROOM#player.BASE64URL
 * lanparty://HOST:PORT/ROOM#gateway.BASE64URL
 * </pre>
 *
 * The bytes in base64url are the version 1, a byte that is 1 where a pin follows and 0 where none does, the {@link KeyPin} of
 * the relay's key if there is one, the {@link InviteSecret}, and the first 4 bytes of the SHA-256 of all that is before them,
 * the text before the base64url included. These notice what was lost or changed on the way, and protect from nothing else.
 *
 * @param host the relay's name or address, an IPv6 address without brackets
 * @param port 1 to 65535
 * @param room the code in capitals
 * @param pin of the relay's key; null where a public authority vouches for a certificate with the host's name
 * @param secret also says the role
 */
public record Invite(String host, int port, String room, @Nullable KeyPin pin, InviteSecret secret) {
    private static final String SCHEME = "lanparty://";
    private static final byte VERSION = 1;
    private static final int CHECK_BYTES = 4;
    private static final int LONGEST = 1_024;
    private static final Pattern FORM = Pattern.compile(
            "lanparty://(\\[[0-9a-f:.]+\\]|[a-z0-9._-]+):([0-9]{1,5})/([A-Z0-9-]{1,32})#(player|gateway)\\.([A-Za-z0-9_-]+)");

    /** Checks host, port and room. */
    public Invite {
        room = RoomCode.normalize(room);
        host = host.toLowerCase(Locale.ROOT);
        if (!host.matches("[0-9a-f:.]+|[a-z0-9._-]+") || port < 1 || port > 65_535) {
            throw new IllegalArgumentException("an invite names a host and a port of 1 to 65535");
        }
    }

    /** What its holder may be. */
    public Role role() {
        return secret.role();
    }

    /** The whole of it, secret included: for the one it is meant for. */
    public String text() {
        String place = place();
        int length = 2 + (pin == null ? 0 : KeyPin.BYTES) + InviteSecret.BYTES;
        ByteBuffer content = ByteBuffer.allocate(length + CHECK_BYTES).put(VERSION).put((byte) (pin == null ? 0 : 1));
        if (pin != null) {
            content.put(pin.bytes());
        }
        content.put(secret.bytes());
        content.put(check(place, Arrays.copyOf(content.array(), length)));
        return place + Base64.getUrlEncoder().withoutPadding().encodeToString(content.array());
    }

    private String place() {
        return SCHEME + (host.contains(":") ? "[" + host + "]" : host) + ":" + port + "/" + room + "#"
                + (role() == Role.GATEWAY ? "gateway" : "player") + ".";
    }

    private static byte[] check(String place, byte[] content) {
        return Arrays.copyOf(Hashes.sha256(place.getBytes(StandardCharsets.US_ASCII), content), CHECK_BYTES);
    }

    /**
     * Reads one; blanks around it do not matter, and line breaks that a mail program has put in neither.
     *
     * @throws InviteException if the text is none, or not the whole of one any more
     */
    public static Invite parse(String text) {
        String line = text.replaceAll("\\s+", "");
        if (!line.toLowerCase(Locale.ROOT).startsWith(SCHEME)) {
            throw new InviteException("this is no invite: one begins with " + SCHEME);
        }
        if (line.length() > LONGEST) {
            throw new InviteException("this is no invite: it is longer than any; paste one alone");
        }
        if (line.indexOf('#') < 0) {
            throw new InviteException("the invite is cut: the part from '#' on is missing, which lets you in; copy the"
                    + " whole line, and put it in quotes on a command line");
        }
        Matcher parts = FORM.matcher(line);
        if (!parts.matches()) {
            throw new InviteException(line.matches(".*#(player|gateway)?\\.?")
                    ? "the invite is cut: nothing is after '#'; copy the whole line"
                    : "the invite is damaged: lanparty://HOST:PORT/ROOM#player.… or #gateway.… is what one looks like;"
                            + " copy the whole line again");
        }
        return read(parts, line.substring(0, parts.start(5)));
    }

    private static Invite read(Matcher parts, String place) {
        byte[] content;
        try {
            content = Base64.getUrlDecoder().decode(parts.group(5));
        } catch (IllegalArgumentException odd) {
            throw cut();
        }
        if (content.length < 2) {
            throw cut();
        }
        if (content[0] != VERSION) {
            throw new InviteException("the invite is of a version that this program does not know: use the newest"
                    + " lanparty, or copy the invite again");
        }
        boolean pinned = content[1] == 1;
        int length = 2 + (pinned ? KeyPin.BYTES : 0) + InviteSecret.BYTES;
        if (content.length < length + CHECK_BYTES) {
            throw cut();
        }
        byte[] checked = Arrays.copyOf(content, length);
        byte[] check = Arrays.copyOfRange(content, length, content.length);
        int port = Integer.parseInt(parts.group(2));
        if (!Arrays.equals(check, check(place, checked)) || port < 1 || port > 65_535) {
            throw new InviteException("the invite is altered: the address, the room or the secret in it is not what it"
                    + " was when it was made; copy it again from where you got it");
        }
        byte[] secret = Arrays.copyOfRange(checked, length - InviteSecret.BYTES, length);
        KeyPin pin = pinned ? KeyPin.of(Arrays.copyOfRange(checked, 2, 2 + KeyPin.BYTES)) : null;
        Role role = parts.group(4).equals("gateway") ? Role.GATEWAY : Role.CLIENT;
        String host = parts.group(1).replaceAll("[\\[\\]]", "");
        return new Invite(host, port, parts.group(3), pin, new InviteSecret(role, secret));
    }

    private static InviteException cut() {
        return new InviteException("the invite is cut: its end is missing; copy the whole line");
    }

    /** Without the secret: for a log. */
    @Override
    public String toString() {
        return place() + "…";
    }
}

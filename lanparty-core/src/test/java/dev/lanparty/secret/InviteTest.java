package dev.lanparty.secret;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanparty.control.Role;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class InviteTest {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final KeyPin PIN = pin();
    private static final InviteSecret SECRET = InviteSecret.random(Role.GATEWAY, RANDOM);

    private final Invite gateway = new Invite("relay.example.org", 443, "ROOM1", PIN, SECRET);
    private final Invite player = new Invite("relay.example.org", 443, "ROOM1", PIN, SECRET.forPlayers());

    private static KeyPin pin() {
        try {
            return KeyPin.of(KeyPairGenerator.getInstance("EC").generateKeyPair().getPublic());
        } catch (GeneralSecurityException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private static String wrong(String text) {
        return String.valueOf(assertThrows(InviteException.class, () -> Invite.parse(text), text).getMessage());
    }

    @Test
    void isReadAsItIsWritten() {
        for (Invite invite : List.of(gateway, player, new Invite("203.0.113.2", 1, "A", null, SECRET),
                new Invite("2001:db8::1", 65_535, "LAN-2026", PIN, SECRET.forPlayers()))) {
            assertEquals(invite, Invite.parse(invite.text()));
        }
        assertTrue(gateway.text().startsWith("lanparty://relay.example.org:443/ROOM1#gateway."), gateway.text());
        assertTrue(player.text().startsWith("lanparty://relay.example.org:443/ROOM1#player."), player.text());
        assertEquals(Role.CLIENT, Invite.parse(player.text()).role());
        assertNull(Invite.parse(new Invite("r", 1, "A", null, SECRET).text()).pin());
    }

    @Test
    void isReadInSpiteOfBlanksAndLineBreaks() {
        String text = player.text();
        assertEquals(player, Invite.parse("  " + text.substring(0, 70) + "\r\n " + text.substring(70) + "\n"));
    }

    @Test
    void anythingElseIsNone() {
        assertTrue(wrong("").contains("one begins with lanparty://"));
        assertTrue(wrong("https://relay.example.org/").contains("one begins with lanparty://"));
        assertTrue(wrong("lanparty://" + "a".repeat(2_000)).contains("longer than any"));
        assertTrue(wrong("lanparty://host/ROOM1#player.AAAA").contains("damaged"));
        assertTrue(wrong("lanparty://host:1/ROOM1#guest.AAAA").contains("damaged"));
    }

    @Test
    void aCutOneSaysThatItIsCut() {
        String text = player.text();
        int hash = text.indexOf('#');
        for (int length = "lanparty://".length(); length < text.length(); length++) {
            String sentence = wrong(text.substring(0, length));
            assertTrue(sentence.contains("is cut") || (length > hash && length < text.indexOf('.', hash)), sentence);
        }
        assertTrue(wrong(text.substring(0, hash)).contains("put it in quotes"));
    }

    /** A character that is changed anywhere is noticed, the last one's unused bits aside. */
    @Test
    void anAlteredOneSaysSo() {
        String text = player.text();
        List<String> unnoticed = new ArrayList<>();
        for (int i = "lanparty://".length(); i < text.length() - 1; i++) {
            char other = text.charAt(i) == '2' ? '3' : '2';
            String altered = text.substring(0, i) + other + text.substring(i + 1);
            try {
                Invite.parse(altered);
                unnoticed.add(altered);
            } catch (InviteException noticed) {
                assertFalse(String.valueOf(noticed.getMessage()).contains(text.substring(text.length() - 40)));
            }
        }
        assertEquals(List.of(), unnoticed);
        assertTrue(wrong(text.replace("ROOM1", "ROOM2")).contains("altered"));
        assertTrue(wrong(text.replace("#player", "#gateway")).contains("altered"));
        assertTrue(wrong(text + "AAAA").contains("altered"));
    }

    @Test
    void anotherVersionIsNamedAsSuch() {
        String text = player.text();
        int content = text.lastIndexOf('.') + 1;
        assertTrue(wrong(text.substring(0, content) + "Ag" + text.substring(content + 2)).contains("version"));
    }

    @Test
    void itsSecretIsNotShown() {
        String secret = player.text().substring(player.text().lastIndexOf('.') + 1);
        assertEquals("lanparty://relay.example.org:443/ROOM1#player.…", player.toString());
        assertFalse((player + " " + SECRET).contains(secret));
        assertEquals("InviteSecret[GATEWAY]", SECRET.toString());
    }

    @Test
    void namesARelay() {
        assertThrows(IllegalArgumentException.class, () -> new Invite("a b", 1, "A", PIN, SECRET));
        assertThrows(IllegalArgumentException.class, () -> new Invite("", 1, "A", PIN, SECRET));
        assertThrows(IllegalArgumentException.class, () -> new Invite("a", 0, "A", PIN, SECRET));
        assertThrows(IllegalArgumentException.class, () -> new Invite("a", 65_536, "A", PIN, SECRET));
        assertThrows(IllegalArgumentException.class, () -> new Invite("a", 1, "a b", PIN, SECRET));
    }
}

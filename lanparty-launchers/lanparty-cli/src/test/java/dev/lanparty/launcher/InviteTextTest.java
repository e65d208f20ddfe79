package dev.lanparty.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanparty.control.Role;
import dev.lanparty.identity.IdentityException;
import dev.lanparty.secret.Invite;
import dev.lanparty.secret.InviteSecret;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Invites that come from a file, or are pasted. */
class InviteTextTest {
    private static final Path PASTED = Path.of("-");

    private final Invite invite = new Invite("relay.example.org", 443, "ROOM1", null,
            InviteSecret.random(Role.CLIENT, new SecureRandom()));
    private final InputStream terminal = System.in;

    @TempDir
    private Path folder;

    @AfterEach
    void giveBack() {
        System.setIn(terminal);
    }

    private static Invite paste(String text) {
        System.setIn(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
        return InviteText.read(PASTED);
    }

    @Test
    void oneLineIsPastedOrAllThereIs() throws IOException {
        assertEquals(invite, paste(invite.text() + "\n"));
        assertEquals(invite, paste(invite.text()));
        assertEquals(invite, paste("\r\n  " + invite.text() + "\r\n"));
        assertEquals(invite, paste(invite.text() + "\nwhat comes after it\n"));
        assertEquals('w', System.in.read());
    }

    @Test
    void aFileMayHaveBlanksAndLineBreaksInIt() throws IOException {
        String text = invite.text();
        Path file = Files.writeString(folder.resolve("invite"), "\n " + text.substring(0, 60) + "\r\n"
                + text.substring(60) + "\n\n");
        assertEquals(invite, InviteText.read(file));
    }

    @Test
    void whatIsNoInviteIsRefusedWithoutItsText() {
        String text = invite.text();
        String secret = text.substring(text.indexOf('#') + 8);
        for (String wrong : new String[]{text + text, text.substring(0, text.length() - 3),
                text.replace("ROOM1", "ROOM2"),
                secret, text + "!", "x".repeat(10_000) + text}) {
            String sentence = String
                    .valueOf(assertThrows(IllegalArgumentException.class, () -> paste(wrong)).getMessage());
            assertTrue(sentence.startsWith("the invite is ") || sentence.startsWith("this is no invite"), sentence);
            assertFalse(sentence.contains(secret.substring(4, 24)), sentence);
        }
        assertThrows(IllegalArgumentException.class, () -> paste(""));
        assertEquals(folder.resolve("nowhere") + " is not there - check the path",
                assertThrows(IdentityException.class, () -> InviteText.read(folder.resolve("nowhere"))).getMessage());
    }
}

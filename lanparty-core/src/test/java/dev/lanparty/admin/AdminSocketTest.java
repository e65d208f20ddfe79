package dev.lanparty.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lanparty.control.Role;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class AdminSocketTest {
    private static final AdminRequest LIST = new AdminRequest(AdminRequest.Command.LIST, "", "");

    @TempDir
    private Path folder;

    private static AdminReply echo(AdminRequest request) {
        return AdminReply.done(List.of(request.toString()), List.of("an invite"));
    }

    @Test
    void carriesARequestAndItsReply() {
        AdminRequest request = new AdminRequest(AdminRequest.Command.INVITE, "ROOM1", "", Role.CLIENT, "Älice", 60,
                true);
        try (AdminSocket socket = AdminSocket.listen(folder, AdminSocketTest::echo)) {
            AdminReply reply = AdminClient.ask(folder, request);
            assertEquals(List.of(request.toString()), reply.lines());
            assertEquals(List.of("an invite"), reply.invites());
            assertFalse(reply.toString().contains("an invite"));
            assertEquals(1, AdminClient.ask(folder, LIST).lines().size());
        }
    }

    @Test
    void aFailureComesAsASentence() {
        try (AdminSocket socket = AdminSocket.listen(folder, request -> {
            throw new IllegalArgumentException("there is no room ROOM1");
        })) {
            assertEquals("there is no room ROOM1",
                    assertThrows(AdminException.class, () -> AdminClient.ask(folder, LIST)).getMessage());
        }
    }

    @Test
    void onlyItsOwnerReachesIt() throws Exception {
        assumeTrue(folder.getFileSystem().supportedFileAttributeViews().contains("posix"), "needs POSIX permissions");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.createDirectories(folder.resolve("admin"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxrwxrwx")));
        try (AdminSocket socket = AdminSocket.listen(folder, AdminSocketTest::echo)) {
            assertEquals("rwx------",
                    PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("admin"))));
        }
        assertFalse(Files.exists(folder.resolve("admin").resolve("relay.sock")));
    }

    @Test
    void withoutARelayTheOneWhoAsksIsToldWhere() {
        String sentence = assertThrows(AdminException.class, () -> AdminClient.ask(folder, LIST)).getMessage();
        assertTrue(String.valueOf(sentence).startsWith("no relay answers at " + folder), sentence);
    }

    @Test
    void whatAKilledRelayLeftIsReplaced() throws Exception {
        Files.createDirectories(folder.resolve("admin"));
        try (ServerSocketChannel killed = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            killed.bind(UnixDomainSocketAddress.of(folder.resolve("admin").resolve("relay.sock")));
        }
        assertTrue(Files.exists(folder.resolve("admin").resolve("relay.sock")));
        try (AdminSocket socket = AdminSocket.listen(folder, AdminSocketTest::echo)) {
            assertEquals(1, AdminClient.ask(folder, LIST).lines().size());
        }
    }

    @Test
    void twoRelaysDoNotShareAFolder() {
        try (AdminSocket socket = AdminSocket.listen(folder, AdminSocketTest::echo)) {
            String sentence = assertThrows(AdminException.class,
                    () -> AdminSocket.listen(folder, AdminSocketTest::echo)).getMessage();
            assertTrue(String.valueOf(sentence).startsWith("another relay runs with the state folder"), sentence);
            assertEquals(1, AdminClient.ask(folder, LIST).lines().size(), "the first one still answers");
        }
    }

    @Test
    void aFolderWhoseNameIsTooLongForASocketIsSaidToBe() {
        Path deep = folder.resolve("x".repeat(120));
        String sentence = assertThrows(AdminException.class, () -> AdminSocket.listen(deep, AdminSocketTest::echo))
                .getMessage();
        assertTrue(String.valueOf(sentence).contains("shorter"), sentence);
    }

    @Test
    void nonsenseIsAnsweredAndTheSilentAreNotWaitedFor() throws Exception {
        try (AdminSocket socket = AdminSocket.listen(folder, AdminSocketTest::echo)) {
            UnixDomainSocketAddress place = UnixDomainSocketAddress
                    .of(folder.resolve("admin").resolve("relay.sock"));
            try (SocketChannel silent = SocketChannel.open(place); SocketChannel talker = SocketChannel.open(place)) {
                talker.write(ByteBuffer.wrap("GET / HTTP/1.1\n".getBytes(StandardCharsets.US_ASCII)));
                talker.shutdownOutput();
                assertFalse(AdminWire.read(talker, AdminReply.class).done());
                assertTrue(silent.isOpen());
            }
            assertEquals(1, AdminClient.ask(folder, LIST).lines().size());
        }
    }
}

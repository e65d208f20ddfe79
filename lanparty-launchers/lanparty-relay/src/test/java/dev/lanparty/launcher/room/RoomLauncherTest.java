package dev.lanparty.launcher.room;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanparty.admin.AdminReply;
import dev.lanparty.admin.AdminRequest;
import dev.lanparty.admin.AdminRequest.Command;
import dev.lanparty.admin.AdminSocket;
import dev.lanparty.control.Role;
import dev.lanparty.identity.RelayIdentity;
import dev.lanparty.identity.ServerName;
import dev.lanparty.launcher.CommandLines;
import dev.lanparty.secret.Invite;
import dev.lanparty.secret.InviteSecret;
import dev.lanparty.secret.TokenHashes;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class RoomLauncherTest {
    @TempDir
    private Path folder;

    private final List<AdminRequest> asked = new ArrayList<>();
    private final String invite = new Invite("relay.example.org", 443, "ROOM1", null,
            InviteSecret.random(Role.CLIENT, new SecureRandom())).text();

    private record Said(int code, String out, String err) {
    }

    private Said room(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine line = CommandLines.line(new RoomLauncher()).setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true));
        int code = line.execute(Stream.concat(Stream.of(arguments), Stream.of("--state-dir", folder.toString()))
                .toArray(String[]::new));
        return new Said(code, out.toString(), err.toString());
    }

    private Said roomOfARelay(String... arguments) {
        try (AdminSocket relay = AdminSocket.listen(folder, request -> {
            asked.add(request);
            return AdminReply.done(List.of("done"), List.of(invite));
        })) {
            return room(arguments);
        }
    }

    @ParameterizedTest
    @CsvSource(nullValues = "-", value = {"list,LIST,'','',-,-,0,false", "list room1,LIST,room1,'',-,-,0,false",
            "create ROOM1 --approve,CREATE,ROOM1,'',-,-,0,true",
            "invite ROOM1 --name Alice --for 7d,INVITE,ROOM1,'',CLIENT,Alice,604800,false",
            "invite ROOM1 --role gateway,INVITE,ROOM1,'',GATEWAY,-,0,false",
            "revoke ROOM1 Alice,REVOKE,ROOM1,Alice,-,-,0,false", "rotate ROOM1,ROTATE,ROOM1,'',-,-,0,false",
            "remove ROOM1,REMOVE,ROOM1,'',-,-,0,false", "kick ROOM1 3,KICK,ROOM1,3,-,-,600,false",
            "kick ROOM1 3 --for 90s,KICK,ROOM1,3,-,-,90,false", "ban ROOM1 Alice,BAN,ROOM1,Alice,-,-,0,false",
            "unban ROOM1 Alice,UNBAN,ROOM1,Alice,-,-,0,false", "accept ROOM1 all,ACCEPT,ROOM1,all,-,-,0,false"})
    void eachCommandReachesTheRelay(String line, Command command, String room, String who, Role role, String name,
            long seconds, boolean approve) {
        Said said = roomOfARelay(line.split(" "));
        assertEquals(0, said.code(), said.err());
        assertEquals(List.of(new AdminRequest(command, room, who, role, name, seconds, approve)), asked);
        assertTrue(said.out().startsWith("done"), said.out());
        assertTrue(said.out().contains("the invite, for the one who is meant:\n  " + invite), said.out());
    }

    @Test
    void drawsInvitesWhenAskedTo() throws Exception {
        Said said = roomOfARelay("rotate", "ROOM1", "--qr", "--png", folder.toString());
        assertTrue(said.out().contains("█"), said.out());
        Path picture = folder.resolve("ROOM1-player.png");
        assertTrue(said.out().contains("drawn in " + picture), said.out());
        assertTrue(Files.size(picture) > 100);
        if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(picture)));
        }
        Path file = Files.writeString(folder.resolve("invite"), invite);
        assertTrue(room("qr", file.toString()).out().contains("█"));
    }

    @Test
    void withoutARelayItSaysWhereItLooked() {
        Said said = room("list");
        assertEquals(1, said.code());
        assertTrue(said.err().startsWith("room: no relay answers at " + folder), said.err());
    }

    @Test
    void draftsTheInvitesOfARoomThatAGatewayIsToMake() {
        RelayIdentity relay = RelayIdentity.keptIn(folder, ServerName.parse(ServerName.DEFAULT), Instant.now());
        relay.writeDer(folder.resolve("relay.der"));
        Said said = room("draft", "ROOM1", "--relay", "relay.example.org:443", "--relay-ca-cert",
                folder.resolve("relay.der").toString());
        assertEquals(0, said.code(), said.err());
        List<Invite> invites = said.out().lines().map(String::strip).filter(line -> line.startsWith("lanparty://"))
                .map(Invite::parse).toList();
        assertEquals(List.of(Role.GATEWAY, Role.CLIENT), invites.stream().map(Invite::role).toList());
        assertEquals(relay.keyPin(), invites.getFirst().pin());
        assertEquals(invites.getLast().secret(), invites.getFirst().secret().forPlayers());
        assertNotNull(invites.getLast().pin());
        String hashes = TokenHashes.of(invites.getFirst().secret()).text();
        assertTrue(said.out().strip().endsWith("./lanparty room create ROOM1 --hashes " + hashes), said.out());
        roomOfARelay("create", "ROOM1", "--hashes", hashes);
        roomOfARelay("rotate", "ROOM1", "--hashes", hashes);
        assertEquals(List.of(hashes, hashes), asked.stream().map(AdminRequest::hashes).toList());
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '"', value = {"; say what to do: accept, ban",
            "kick ROOM1; ./lanparty room kick: Missing required parameter: 'WHO'; see ./lanparty room kick --help",
            "kik ROOM1; ./lanparty room: there is no command 'kik'; see ./lanparty room --help",
            "invite ROOM1 --role gatway; 'gatway' is not a role: client and gateway are",
            "invite ROOM1 --for ever; 'ever' is not a time: 90s, 30m, 12h or 7d are",
            "create; Missing required parameter: 'ROOM'",
            "rotate ROOM1 --fast; Unknown option: '--fast'"})
    void aMistakeIsOneSentence(String line, String words) {
        Said said = room(line == null ? new String[0] : line.split(" "));
        assertEquals(2, said.code());
        assertEquals(1, said.err().lines().count(), said.err());
        assertTrue(said.err().contains(words), said.err());
        assertFalse(said.err().contains("\tat "), said.err());
    }
}

package dev.lanparty.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanparty.filter.FilterPolicy;
import dev.lanparty.filter.FilterPolicy.RouterAdvertisements;
import dev.lanparty.filter.PortSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A policy by name or by file, and what is said of a file that is none. */
class PolicyFileTest {
    @TempDir
    Path folder;

    @Test
    void aProfileIsFoundByItsName() {
        assertEquals(FilterPolicy.OPEN, PolicyFile.of("open"));
        assertEquals(FilterPolicy.PARTY, PolicyFile.of("party"));
        assertEquals(FilterPolicy.GAMES_ONLY, PolicyFile.of("games-only"));
    }

    @Test
    void aFileMayChangeEverySetting() throws IOException {
        Path file = file("""
                {"profile": "open", "vlanTags": false, "routerAdvertisements": "drop", "dhcpRoutes": false,
                 "portSecurity": true, "blockedTcpPorts": [22, 65535], "blockedUdpPorts": []}
                """);
        assertEquals(new FilterPolicy(false, RouterAdvertisements.DROP, false, true, PortSet.of(22, 65_535),
                PortSet.NONE), PolicyFile.of(file.toString()));
    }

    @Test
    void whatAFileLeavesOutIsTheProfiles() throws IOException {
        assertEquals(FilterPolicy.PARTY, PolicyFile.read(file("{}")));
        assertEquals(FilterPolicy.GAMES_ONLY, PolicyFile.read(file("{\"profile\": \"games-only\"}")));
        assertEquals(FilterPolicy.PARTY.withVlanTags(true), PolicyFile.read(file("{\"vlanTags\": true}")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            [] | it must be an object
            {"profile": "lan"} | its profile must be "open", "party" or "games-only"
            {"profile": 3} | its profile must be
            {"vlanTag": true} | there is no setting 'vlanTag', but profile, vlanTags
            {"vlanTags": "true"} | its vlanTags must be true or false
            {"dhcpRoutes": null} | its dhcpRoutes must be true or false
            {"routerAdvertisements": "PASS"} | its routerAdvertisements must be "drop", "disarm" or "pass"
            {"blockedTcpPorts": 445} | its blockedTcpPorts must be a list of ports
            {"blockedTcpPorts": ["445"]} | its blockedTcpPorts must be a list of ports
            {"blockedUdpPorts": [0]} | its blockedUdpPorts must be a list of ports
            {"blockedUdpPorts": [65536]} | its blockedUdpPorts must be a list of ports
            {"blockedUdpPorts": [1.5]} | its blockedUdpPorts must be a list of ports
            {"vlanTags": true, "vlanTags": false} | it is not JSON, at line 1
            {} {} | it is not JSON, at line 1
            {"vlanTags" | it is not JSON, at line 1
            """)
    void aFileThatIsNoPolicyIsRefusedInOneSentence(String content, String reason) throws IOException {
        String sentence = refusal(file(content).toString());
        assertTrue(sentence.contains("policy.json is no policy: " + reason), sentence);
        assertFalse(sentence.contains("\n"), sentence);
    }

    @Test
    void anEmptyFileIsNoPolicy() throws IOException {
        assertTrue(refusal(file("").toString()).contains("is no policy: it must be an object"));
    }

    @Test
    void whatIsNeitherAProfileNorAFileIsRefused() {
        assertEquals("'lan-party' is neither a profile nor a file - name one of open, party and games-only, or the path"
                + " of a file", refusal("lan-party"));
    }

    private static String refusal(String profileOrFile) {
        String message = assertThrows(IdentityException.class, () -> PolicyFile.of(profileOrFile)).getMessage();
        return message == null ? "" : message;
    }

    private Path file(String content) throws IOException {
        return Files.writeString(folder.resolve("policy.json"), content);
    }
}

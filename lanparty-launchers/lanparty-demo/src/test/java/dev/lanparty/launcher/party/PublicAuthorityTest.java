package dev.lanparty.launcher.party;

import static dev.lanparty.launcher.party.OrganisedParty.TIMEOUT;
import static dev.lanparty.launcher.party.OrganisedParty.assertEnds;
import static dev.lanparty.launcher.party.OrganisedParty.invite;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanparty.launcher.client.ClientLauncher;
import dev.lanparty.launcher.lab.Party;
import dev.lanparty.launcher.lab.RoleProcess;
import dev.lanparty.launcher.lab.Topology;
import dev.lanparty.secret.Invite;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A relay for whose certificate an authority vouches that computers trust anyway: nobody needs a pin or a file. */
@Timeout(120)
class PublicAuthorityTest {
    @Test
    void whoTrustsTheAuthorityJoinsAndNobodyElse() throws Exception {
        try (OrganisedParty party = new OrganisedParty(1)) {
            KeytoolAuthority authority = new KeytoolAuthority(party.folder().resolve("authority"),
                    Topology.RELAY_ADDRESS);
            authority.install(party.folder().resolve("fullchain.pem"), party.folder().resolve("privkey.pem"));
            String invite = invite(party.relayUnder(authority.trusted(), "--room", "ROOM1"), "player");
            assertNull(Invite.parse(invite).pin());

            RoleProcess trusting = client(party, authority.trusted(), invite);
            assertTrue(trusting.awaitReady(TIMEOUT).startsWith("joined room ROOM1"), trusting::err);
            trusting.signal("TERM");
            trusting.awaitExit(TIMEOUT);
            assertEnds(client(party, List.of(), invite),
                    "no authority that this computer trusts vouches for the relay's certificate");
            RoleProcess byOptions = party.lab().start("client", Topology.player(1), ClientLauncher.class,
                    authority.trusted(),
                    arguments(party, "--relay", Topology.RELAY_ADDRESS + ":" + Party.PORT, "--room",
                            "ROOM1"));
            assertEnds(byOptions, "room ROOM1 is closed: ask its organiser for an invite");
        }
    }

    private static RoleProcess client(OrganisedParty party, List<String> under, String invite) throws Exception {
        return party.lab().start("client", Topology.player(1), ClientLauncher.class, under, arguments(party,
                "--invite-file", Files.writeString(party.folder().resolve("invite"), invite).toString()));
    }

    private static List<String> arguments(OrganisedParty party, String... more) {
        List<String> arguments = new ArrayList<>(List.of(more));
        arguments.addAll(
                List.of("--tap", Lab.TAP, "--identity", party.folder().resolve("player.json").toString()));
        return arguments;
    }
}

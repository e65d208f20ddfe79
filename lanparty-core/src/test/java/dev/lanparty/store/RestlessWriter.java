package dev.lanparty.store;

import dev.lanparty.admission.RoomEntry;
import dev.lanparty.admission.Ticket;
import dev.lanparty.control.Role;
import dev.lanparty.secret.InviteSecret;
import java.nio.file.Path;
import java.security.SecureRandom;

/** A program that saves a small room and a large one of the same code, in turn, until it is killed. */
final class RestlessWriter {
    static final String READY = "ready";

    private RestlessWriter() {
    }

    public static void main(String[] arguments) {
        SecureRandom random = new SecureRandom();
        InviteSecret gateway = InviteSecret.random(Role.GATEWAY, random);
        RoomEntry small = RoomEntry.of("ROOM1", true, gateway.tokenHash(), gateway.forPlayers().tokenHash());
        RoomEntry large = RoomEntry.of("ROOM1", false, gateway.tokenHash(), gateway.forPlayers().tokenHash());
        while (large.tickets().size() < 100) {
            large = large.with(
                    new Ticket(InviteSecret.random(Role.CLIENT, random).tokenHash(), Role.CLIENT, "player",
                            Ticket.NEVER));
        }
        RoomFiles files = new RoomFiles(Path.of(arguments[0]));
        files.save(small);
        System.out.print(READY);
        System.out.flush();
        while (true) {
            files.save(large);
            files.save(small);
        }
    }
}

package dev.lanparty.relay;

import dev.lanparty.control.DisconnectCode;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Predicate;

/** The rooms' members as the office sees them: each question goes to the loop that keeps the room. */
record Floor(List<Desk> desks) implements RoomOffice.Floor {
    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    @Override
    public List<Guest> guests(String room) {
        return at(room, desk -> () -> desk.reception().guests(room));
    }

    @Override
    public List<Guest> putOut(String room, Predicate<Guest> who, DisconnectCode code, String sentence) {
        return at(room, desk -> () -> desk.reception().putOut(room, who, code, sentence));
    }

    @Override
    public List<Guest> accept(String room, Predicate<Guest> who) {
        return at(room, desk -> () -> desk.reception().accept(room, who, System.nanoTime()));
    }

    /** What is to be done at a desk. */
    private interface Errand {
        Callable<List<Guest>> at(Desk desk);
    }

    private List<Guest> at(String room, Errand errand) {
        for (Desk desk : desks) {
            if (desk.reception().lobby().keeps(room)) {
                return desk.loop().call(TIMEOUT, errand.at(desk));
            }
        }
        return List.of();
    }
}

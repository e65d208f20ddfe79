package dev.lanparty.benchmarks.load;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What one restart showed; times are since the new relay listened.
 *
 * @param backMillis of each member, ascending; negative of one that was back before all of it was said
 * @param lostMillis after which, since the old relay's end, the last member had noticed
 * @param missing members that were not back in time
 * @param relayCpu what the new relay had used when the last was back, without its start
 * @param clientsCpu what all clients used in that time
 * @param newcomersMillis how long others needed meanwhile to connect and join, ascending
 * @param unanswered how many others did not get in meanwhile
 * @param talk what became of the frames of two who joined at once; null if they could not
 */
record ReturnResult(List<Long> backMillis, long lostMillis, int missing, Duration relayCpu, Duration clientsCpu,
        List<Long> newcomersMillis, int unanswered, Crowd.@Nullable Tally talk) {
    static final String TABLE_HEAD = """
            | back after, s: 50 % | 90 % | 99 % | all | missing | noticed after, s | relay CPU s | clients' CPU s | newcomers: joined | median / longest ms | not answered | frames meanwhile: sent | lost, % | delay p50 / p99 ms |
            |---|---|---|---|---|---|---|---|---|---|---|---|---|---|""";

    String toRow() {
        return String.format(Locale.ROOT,
                "| %.1f | %.1f | %.1f | %.1f | %d | %.1f | %.1f | %.1f | %d | %d / %d | %d | %s",
                at(backMillis, 0.5) / 1e3, at(backMillis, 0.9) / 1e3, at(backMillis, 0.99) / 1e3,
                at(backMillis, 1) / 1e3,
                missing, lostMillis / 1e3, relayCpu.toMillis() / 1e3, clientsCpu.toMillis() / 1e3,
                newcomersMillis.size(), at(newcomersMillis, 0.5), at(newcomersMillis, 1), unanswered, talkCells());
    }

    private String talkCells() {
        if (talk == null) {
            return "0 | - | - |";
        }
        List<Delays> delays = List.of(talk.delays());
        return String.format(Locale.ROOT, "%d | %.1f | %.1f / %.1f |", talk.sent(),
                100.0 * (talk.expected() - talk.delivered()) / Math.max(1, talk.expected()),
                Delays.percentileMicros(delays, 0.5) / 1e3, Delays.percentileMicros(delays, 0.99) / 1e3);
    }

    /** What a share is not above; -1 if there is none. */
    private static long at(List<Long> ascending, double share) {
        return ascending.isEmpty() ? -1 : ascending.get((int) Math.ceil(share * ascending.size()) - 1);
    }
}

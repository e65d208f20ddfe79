package dev.lanparty.benchmarks.load;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Locale;

/**
 * What one run showed; written as one line of JSON, and as one row of the table at the end.
 *
 * @param pattern a name for how frames are spread over time
 * @param sentPerSecond frames that left the members
 * @param deliveredPerSecond frames that reached members, each copy of a broadcast counted
 * @param lost frames that should have reached a member and did not
 * @param relayMicrosPerFrame CPU time of the relay's whole process for each frame delivered
 * @param relayCores CPU time of the relay's process for each second
 * @param generatorCores the same of the generator: near its number of loops, the figures are not to be trusted
 * @param p50Micros one way, from member to member, through the relay
 * @param p99Micros the same
 */
record LoadResult(int members, int rooms, int relayLoops, String pattern, int frameBytes, double broadcastShare,
        long sentPerSecond, long deliveredPerSecond, long lost, double relayMicrosPerFrame, double relayCores,
        double generatorCores, long p50Micros, long p99Micros) {
    static final String TABLE_HEAD = """
            | members | rooms | loops | pattern | bytes | broadcast | sent/s | delivered/s | lost | relay µs/frame | of the first | relay cores | generator cores | p50 / p99 µs |
            |---|---|---|---|---|---|---|---|---|---|---|---|---|---|""";
    private static final ObjectMapper json = new ObjectMapper();

    String toJson() {
        try {
            return json.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a record of numbers is always written", e);
        }
    }

    /** A row, its cost compared with that of the first run. */
    String toRow(LoadResult first) {
        return String.format(Locale.ROOT,
                "| %d | %d | %d | %s | %d | %.2f | %d | %d | %d | %.2f | %.2f | %.2f | %.2f | %d / %d |", members,
                rooms,
                relayLoops, pattern, frameBytes, broadcastShare, sentPerSecond, deliveredPerSecond, lost,
                relayMicrosPerFrame, relayMicrosPerFrame / first.relayMicrosPerFrame, relayCores, generatorCores,
                p50Micros, p99Micros);
    }
}

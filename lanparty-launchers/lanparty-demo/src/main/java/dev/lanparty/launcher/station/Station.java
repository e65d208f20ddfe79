package dev.lanparty.launcher.station;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Reads one command a line from standard input, and answers each with one line: {@code ok} and the result's fields, or
 * {@code error} and a sentence. Ends with its input. One command runs at a time; what a command opens stays open.
 *
 * <pre>
 * udp-open PORT [GROUP INTERFACE]       from then on keep what comes to a UDP port
 * udp-send FROM TO PORT TEXT            send a datagram from one of this station's addresses
 * udp-await PORT MILLIS                 the next datagram: sender's address, text
 * game-host PORT NAME                   answer those who look for a game
 * game-find FROM BROADCAST PORT MILLIS  look for one: its name, its host's address, microseconds
 * tcp-listen PORT                       take one stream of bytes
 * tcp-send TO PORT BYTES                send one: its SHA-256, microseconds until all had arrived
 * tcp-result                            of the stream taken: bytes, SHA-256
 * dhcp INTERFACE MILLIS                 ask for an address: address, prefix, server, microseconds
 * capture INTERFACE                     from then on keep the frames that arrive
 * frame-send INTERFACE HEX              send a frame
 * frames INTERFACE HEX COUNT MILLIS     how many of those kept contain some bytes; waits until it is at least COUNT
 * capture-end INTERFACE                 keep no more
 * flow-open PORT                        from then on count the datagrams of flows that come to a UDP port
 * flow-send FROM TO PORT FLOW COUNT BYTES RATE   send a flow, so many datagrams a second
 * flow-start FROM TO PORT FLOW COUNT BYTES RATE  the same, without waiting until it is sent
 * flow-await PORT COUNT MILLIS [FLOW]   how many came, of one flow or of all, and of all came again, were altered; waits until
 *                                       at least COUNT came
 * line-open LEFT RIGHT SEED             be the line between two interfaces
 * line-set DELAY JITTER LOSS RATE MTU   microseconds, the same, per mille, kbit/s, bytes; 0 for none
 * </pre>
 */
public final class Station {
    /** What is between the words of a line. */
    public static final String SEPARATOR = "\t";

    private final Map<String, Capture> captures = new HashMap<>();
    private final Map<Integer, Flow> flows = new HashMap<>();
    private final Datagrams datagrams = new Datagrams();
    private final Streams streams = new Streams();
    private @Nullable Line line;

    private Station() {
    }

    private List<String> obey(List<String> words) throws IOException, InterruptedException {
        return switch (words.getFirst()) {
            case "udp-open" -> {
                datagrams.open(number(words, 1), words.subList(2, words.size()));
                yield List.of();
            }
            case "udp-send" -> {
                Datagrams.send(words.get(1), words.get(2), number(words, 3), words.get(4));
                yield List.of();
            }
            case "udp-await" -> datagrams.await(number(words, 1), millis(words, 2));
            case "game-host" -> {
                Game.host(number(words, 1), words.get(2));
                yield List.of();
            }
            case "game-find" -> Game.find(words.get(1), words.get(2), number(words, 3), millis(words, 4));
            case "tcp-listen" -> {
                streams.listen(number(words, 1));
                yield List.of();
            }
            case "tcp-send" -> Streams.send(words.get(1), number(words, 2), number(words, 3));
            case "tcp-result" -> streams.result();
            case "dhcp" -> Lease.ask(words.get(1), millis(words, 2));
            case "capture" -> {
                captures.put(words.get(1), Capture.start(words.get(1)));
                yield List.of();
            }
            case "frame-send" -> {
                capture(words.get(1)).send(HexFormat.of().parseHex(words.get(2)));
                yield List.of();
            }
            case "frames" -> List.of(Integer.toString(
                    capture(words.get(1)).count(words.get(2), number(words, 3), millis(words, 4))));
            case "capture-end" -> {
                capture(words.get(1)).close();
                captures.remove(words.get(1));
                yield List.of();
            }
            default -> obeyLong(words);
        };
    }

    /** What goes on for longer. */
    private List<String> obeyLong(List<String> words) throws IOException, InterruptedException {
        return switch (words.getFirst()) {
            case "flow-open" -> {
                flows.put(number(words, 1), Flow.open(number(words, 1)));
                yield List.of();
            }
            case "flow-send" -> {
                sendFlow(words);
                yield List.of();
            }
            case "flow-start" -> {
                Thread.ofVirtual().start(() -> startFlow(words));
                yield List.of();
            }
            case "flow-await" -> opened(flows.get(number(words, 1))).await(number(words, 2), millis(words, 3),
                    words.size() > 4 ? OptionalInt.of(number(words, 4)) : OptionalInt.empty());
            case "line-open" -> {
                line = Line.open(words.get(1), words.get(2), Long.parseLong(words.get(3)));
                yield List.of();
            }
            case "line-set" -> {
                opened(line).set(Line.Quality.of(words.subList(1, words.size())));
                yield List.of();
            }
            default -> throw new IllegalArgumentException("there is no command " + words.getFirst());
        };
    }

    private static void sendFlow(List<String> words) throws IOException {
        Flow.send(words.get(1), new InetSocketAddress(words.get(2), number(words, 3)), number(words, 4),
                number(words, 5), number(words, 6), number(words, 7));
    }

    private static void startFlow(List<String> words) {
        try {
            sendFlow(words);
        } catch (IOException e) {
            // The address is away for a moment, and the flow with it.
        }
    }

    private static <T> T opened(@Nullable T thing) {
        if (thing == null) {
            throw new IllegalArgumentException("that was not opened");
        }
        return thing;
    }

    private Capture capture(String interfaceName) {
        Capture capture = captures.get(interfaceName);
        if (capture == null) {
            throw new IllegalArgumentException("nothing is captured on " + interfaceName);
        }
        return capture;
    }

    private static int number(List<String> words, int index) {
        return Integer.parseInt(words.get(index));
    }

    private static Duration millis(List<String> words, int index) {
        return Duration.ofMillis(number(words, index));
    }

    private String answer(String line) {
        try {
            List<String> fields = obey(List.of(line.split(SEPARATOR, -1)));
            return fields.isEmpty() ? "ok" : "ok" + SEPARATOR + String.join(SEPARATOR, fields);
        } catch (IOException | RuntimeException | InterruptedException e) {
            return "error" + SEPARATOR + e.getMessage();
        }
    }

    public static void main(String[] arguments) throws IOException {
        Station station = new Station();
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try {
            for (String line = input.readLine(); line != null; line = input.readLine()) {
                System.out.println(station.answer(line));
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        System.exit(0);
    }
}

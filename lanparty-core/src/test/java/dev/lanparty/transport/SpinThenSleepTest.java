package dev.lanparty.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.netty.channel.DefaultSelectStrategyFactory;
import io.netty.channel.SelectStrategy;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SpinThenSleepTest {
    private static final Duration LONG = Duration.ofHours(1);

    @Test
    void looksAgainWithinItsTime() throws Exception {
        SelectStrategy strategy = SpinThenSleep.factory(LONG).newSelectStrategy();
        assertEquals(SelectStrategy.CONTINUE, strategy.calculateStrategy(() -> 0, false));
    }

    @Test
    void sleepsWhenItsTimeIsOver() throws Exception {
        SelectStrategy strategy = SpinThenSleep.factory(Duration.ofNanos(1)).newSelectStrategy();
        assertEquals(SelectStrategy.SELECT, strategy.calculateStrategy(() -> 0, false));
    }

    @Test
    void servesWhatIsReady() throws Exception {
        SelectStrategy strategy = SpinThenSleep.factory(LONG).newSelectStrategy();
        assertEquals(3, strategy.calculateStrategy(() -> 3, false));
    }

    @Test
    void neverKeepsTasksWaiting() throws Exception {
        SelectStrategy strategy = SpinThenSleep.factory(LONG).newSelectStrategy();
        assertEquals(0, strategy.calculateStrategy(() -> 0, true));
    }

    @Test
    void isNotThereUnlessAskedFor() {
        assertSame(DefaultSelectStrategyFactory.INSTANCE, SpinThenSleep.factory(Duration.ZERO));
    }
}

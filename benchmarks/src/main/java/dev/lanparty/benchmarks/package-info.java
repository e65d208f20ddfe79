/** JMH suites on the frame path, stage by stage; see {@code benchmarks/README.md} for how to run them and what they say. */
@NullMarked
package dev.lanparty.benchmarks;

import org.jspecify.annotations.NullMarked;

/**
 * Who one is: the relay's certificate, the pinned certificate of an endpoint, the persisted virtual MAC.
 */
@NullMarked
package dev.lanparty.identity;

import org.jspecify.annotations.NullMarked;

/**
 * Loaded by both brokers before they write: mqtt-packet would make a buffer for each of the 65,536 numbers of two bytes in
 * advance, 7 MB for packet ids that come a few a minute.
 */
import mqttPacket from 'mqtt-packet';

mqttPacket.writeToStream.cacheNumbers = false;

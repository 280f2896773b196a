"""Trains NASBench-101 cells on images and writes tables for EO NAS-Bench."""

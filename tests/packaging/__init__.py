"""Tests of the developer's commands and of the rules that hold for all tests."""

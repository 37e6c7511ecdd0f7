"""Reads XML with Expat, which is no relation of the parsers that the tests are written with.

Reads one JSON list of documents a line and writes one JSON list a line: of each document its tree, or `null` where it is
ill-formed. An element is `[name, [[attribute, value], ...], [child, ...]]`, and text is a string.
"""

import json
import sys
from xml.parsers import expat


def tree(document):
    root = []
    open_elements = [root]

    def start(name, attributes):
        pairs = [list(pair) for pair in zip(attributes[::2], attributes[1::2])]
        element = [name, pairs, []]
        open_elements[-1].append(element)
        open_elements.append(element[2])

    def end(_name):
        open_elements.pop()

    def text(characters):
        open_elements[-1].append(characters)

    def other(*_anything):
        open_elements[-1].append(None)

    parser = expat.ParserCreate("UTF-8")
    parser.ordered_attributes = True
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    # Nobody writes these, so that any of them makes the tree another one.
    parser.CommentHandler = parser.ProcessingInstructionHandler = other
    parser.StartCdataSectionHandler = parser.StartDoctypeDeclHandler = other
    try:
        parser.Parse(document.encode(), True)
    except expat.ExpatError:
        return None
    return root[0]


def main():
    # As bytes, because a text stream's encoding is the locale's and its lines end at lone carriage returns as well.
    for line in sys.stdin.buffer:
        print(json.dumps([tree(document) for document in json.loads(line)]), flush=True)


main()

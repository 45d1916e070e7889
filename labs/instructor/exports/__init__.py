"""Grades in the forms that other systems read, each made from the results and from nothing else.

What a trainee may have written, names and messages, is data in all of them: escaped, and no formula in a spreadsheet.
"""
